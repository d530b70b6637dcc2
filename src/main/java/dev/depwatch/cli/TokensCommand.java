package dev.depwatch.cli;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Durations;
import dev.depwatch.config.Nearest;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Settings;
import dev.depwatch.daemon.Supplies;
import dev.depwatch.fleet.PrometheusException;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists every token of every configured instance, as the instances tell it now. */
@Command(
        name = "tokens",
        description =
                "Asks every configured instance now, and lists its tokens: whose they are, until when they are good,"
                        + " how they last synced. What needs something comes first. Logs are not read: why a token fails is what"
                        + " run tells. With --prometheus the answer is for all hosts, and says what is to be done.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Every instance was asked.",
            "1:Some instance could not be asked, or not for everything; or Prometheus could not; or the configuration has problems.",
            "2:The command line is wrong.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch tokens",
            "  depwatch tokens --expiring-within 60d",
            "  depwatch tokens --instance school physics --config ./depwatch.yml",
            "  depwatch tokens --prometheus https://prometheus.example.org:9090",
            "  depwatch tokens --json \\",
            "      | jq -r '.tokens[] | [.expiresAt, .instance, .appleId] | @tsv' | sort",
        })
final class TokensCommand implements Callable<Integer> {
    private final InstantSource clock;
    private final ZoneId zone;
    private final boolean showProgress;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final PrometheusOption prometheus = new PrometheusOption();

    @Option(
            names = {"-i", "--instance"},
            paramLabel = "NAME",
            arity = "1..*",
            description = "Asks these instances only.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--expiring-within",
            paramLabel = "TIME",
            description = "Lists only tokens that end within this time, such as 60d, or have ended.")
    private Optional<String> expiringWithin = Optional.empty();

    @Option(names = "--json", description = "Prints JSON, in the form of /api/v1/assessment, instead of a table.")
    private boolean json;

    TokensCommand() {
        this(InstantSource.system(), ZoneId.systemDefault(), Screen.standardErrorIsTerminal());
    }

    TokensCommand(InstantSource clock, ZoneId zone, boolean showProgress) {
        this.clock = clock;
        this.zone = zone;
        this.showProgress = showProgress;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        Optional<Duration> within = expiringWithin.map(this::duration);
        Survey survey;
        try {
            survey = prometheus.isGiven() ? ofNamed(prometheus.survey(spec)) : ofInstances();
        } catch (PrometheusException e) {
            spec.commandLine().getErr().println(Screen.clean(e.getMessage()));
            return Depwatch.WRONG;
        }
        Assessment listed =
                within.map(time -> expiringWithin(time, survey.assessment())).orElse(survey.assessment());
        if (json) {
            spec.commandLine().getOut().println(Json.of(AssessmentDocument.of(listed)));
        } else {
            new TokensReport(survey, listed.tokens(), zone).print(Screen.of(spec));
        }
        return survey.notAsked().isEmpty() ? Depwatch.GOOD : Depwatch.WRONG;
    }

    private Survey ofInstances() throws ConfigException, InterruptedException {
        Settings settings = config.load().settings();
        List<String> known =
                settings.instances().stream().map(InstanceSettings::name).toList();
        checkNames(known, "is configured");
        List<InstanceSettings> asked = settings.instances().stream()
                .filter(instance -> isAsked(instance.name()))
                .toList();
        Supplies supplies = Supplies.of(settings);
        return Survey.of(
                new Asking(spec.commandLine().getErr(), showProgress)
                        .each(
                                asked,
                                instance -> supplies.watched(instance, clock).readOnce(clock)),
                settings,
                clock.instant());
    }

    /** What the survey has of the instances that were named; all of it if none was. */
    private Survey ofNamed(Survey all) {
        Assessment assessment = all.assessment();
        checkNames(
                assessment.instances().stream()
                        .map(inventory -> inventory.instance().name())
                        .toList(),
                "is known to Prometheus");
        return new Survey(
                with(
                        assessment,
                        assessment.instances().stream()
                                .filter(inventory ->
                                        isAsked(inventory.instance().name()))
                                .toList(),
                        assessment.tokens().stream()
                                .filter(health ->
                                        isAsked(health.token().instance().name()))
                                .toList()),
                all.byPrometheus());
    }

    private boolean isAsked(String instance) {
        return names.isEmpty() || names.contains(instance);
    }

    private void checkNames(List<String> known, String how) {
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "No instance \"" + name + "\" " + how
                                + Nearest.to(name, known)
                                        .map(meant -> "; did you mean \"" + meant + "\"?")
                                        .orElse(""));
            }
        }
    }

    private Duration duration(String text) {
        try {
            return Durations.read(text);
        } catch (IllegalArgumentException ignored) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Invalid value for option '--expiring-within': '%s'; expected a duration such as 60d"
                            .formatted(text));
        }
    }

    private static Assessment expiringWithin(Duration time, Assessment all) {
        return with(
                all,
                all.instances(),
                all.tokens().stream()
                        .filter(health -> health.token()
                                .expiry()
                                .filter(expiry ->
                                        !expiry.earliest().isAfter(all.at().plus(time)))
                                .isPresent())
                        .toList());
    }

    private static Assessment with(Assessment all, List<InstanceInventory> instances, List<TokenHealth> tokens) {
        return new Assessment(
                all.at(),
                instances,
                all.logs(),
                tokens,
                all.findings(),
                all.troubles(),
                all.cases(),
                all.ended(),
                all.recentlyEnded(),
                all.ignores());
    }
}
