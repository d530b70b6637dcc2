package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.daemon.Settings;
import dev.depwatch.daemon.Supplies;
import dev.depwatch.fleet.PrometheusException;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.jamf.JamfTokenSource;
import dev.depwatch.status.Json;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what stops when an Apple ID's password changes or the account goes, before it happens. */
@Command(
        name = "impact",
        description =
                "Asks every configured instance now, and says what stops when the password of this Apple ID changes or"
                        + " the account goes: which tokens, on which instances, how many devices hang on them, and in which order"
                        + " to renew them. With --prometheus the answer is for all hosts, without the devices.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Its tokens are listed, and it can own no others on the configured instances.",
            "1:It owns no token, or may own others, since not everything is known; or Prometheus could not be asked; or the"
                    + " configuration has problems.",
            "2:The command line is wrong.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch impact it-admin@example.org",
            "  depwatch impact --config ./depwatch.yml it-admin@example.org",
            "  depwatch impact --prometheus https://prometheus.example.org:9090 \\",
            "      it-admin@example.org",
            "  depwatch impact --json it-admin@example.org \\",
            "      | jq '.tokens[] | {instance, kind, devices}'",
        })
final class ImpactCommand implements Callable<Integer> {
    private final InstantSource clock;
    private final ZoneId zone;
    private final boolean showProgress;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final PrometheusOption prometheus = new PrometheusOption();

    @Parameters(
            paramLabel = "APPLE_ID",
            description = "The Apple ID (Managed Apple Account) that downloaded the tokens.")
    private String appleId = "";

    @Option(names = "--json", description = "Prints JSON instead of text.")
    private boolean json;

    ImpactCommand() {
        this(InstantSource.system(), ZoneId.systemDefault(), Screen.standardErrorIsTerminal());
    }

    ImpactCommand(InstantSource clock, ZoneId zone, boolean showProgress) {
        this.clock = clock;
        this.zone = zone;
        this.showProgress = showProgress;
    }

    /** How many devices hang on a token, or why that is not known. */
    record Devices(Optional<Long> count, String whyNot) {}

    private record Answer(InstanceInventory inventory, Map<Token.Key, Devices> devices) {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        AppleId account = AppleId.of(appleId)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "APPLE_ID is blank; expected one"));
        ImpactReport report;
        try {
            report = prometheus.isGiven() ? byPrometheus(account) : byInstances(account);
        } catch (PrometheusException e) {
            spec.commandLine().getErr().println(Screen.clean(e.getMessage()));
            return Depwatch.WRONG;
        }
        if (json) {
            spec.commandLine().getOut().println(Json.of(report.document()));
        } else {
            report.print(Screen.of(spec));
        }
        return report.isWhole() ? Depwatch.GOOD : Depwatch.WRONG;
    }

    private ImpactReport byInstances(AppleId account) throws ConfigException, InterruptedException {
        Settings settings = config.load().settings();
        Supplies supplies = Supplies.of(settings);
        List<Answer> answers = new Asking(spec.commandLine().getErr(), showProgress)
                .each(settings.instances(), instance -> ask(supplies.watched(instance, clock), account));
        Map<Token.Key, Devices> devices = new HashMap<>();
        answers.forEach(answer -> devices.putAll(answer.devices()));
        Survey survey = Survey.of(answers.stream().map(Answer::inventory).toList(), settings, clock.instant());
        return new ImpactReport(account, survey, devices, zone);
    }

    private ImpactReport byPrometheus(AppleId account)
            throws ConfigException, PrometheusException, InterruptedException {
        Survey survey = prometheus.survey(spec);
        Devices notKnown = new Devices(
                Optional.empty(), "Prometheus does not tell; depwatch impact without --prometheus asks Jamf Pro");
        Map<Token.Key, Devices> devices = new HashMap<>();
        survey.assessment()
                .tokens()
                .forEach(health -> devices.put(health.token().key(), notKnown));
        return new ImpactReport(account, survey, devices, zone);
    }

    private Answer ask(Inventory.Watched instance, AppleId account) throws InterruptedException {
        InstanceInventory inventory = instance.readOnce(clock);
        Map<Token.Key, Devices> devices = new HashMap<>();
        for (TokenState state : inventory.reading().map(Reading::tokens).orElse(List.of())) {
            Token token = state.token();
            if (token.kind() == TokenKind.ADE && token.owner().equals(Optional.of(account))) {
                devices.put(token.key(), devices(instance, token));
            }
        }
        return new Answer(inventory, devices);
    }

    private static Devices devices(Inventory.Watched instance, Token token) throws InterruptedException {
        if (instance.tokens().orElseThrow() instanceof JamfTokenSource jamf) {
            try {
                return new Devices(Optional.of(jamf.devices(token.id())), "");
            } catch (TokenSourceException e) {
                return new Devices(Optional.empty(), e.getMessage());
            }
        }
        return new Devices(Optional.empty(), "the token is known from the configuration only");
    }
}
