package dev.depwatch.cli;

import static java.util.stream.Collectors.groupingBy;

import dev.depwatch.cli.ImpactReport.Devices;
import dev.depwatch.config.ConfigException;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.inventory.jamf.JamfTokenSource;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reports what stops if an Apple ID's password changes or the account goes, before it happens. */
@Command(name = "impact")
final class ImpactCommand extends ConfiguredCommand {
    @Mixin
    private final FleetOption source = new FleetOption();

    @Parameters(paramLabel = "APPLE_ID", description = "The Apple ID (Managed Apple Account) that owns the tokens.")
    private String appleId = "";

    @Option(names = "--json", description = "Prints JSON instead of text.")
    private boolean json;

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        AppleId account = AppleId.of(appleId).orElseThrow(() -> new WrongUse("APPLE_ID is blank; expected one"));
        FleetTokens fleet = source.survey(List.of(), this);
        Map<Token.Key, Devices> devices = fleet.configured().isPresent()
                ? devices(account, fleet, fleet.configured().get())
                : Map.of();
        ImpactReport report = ImpactReport.of(account, fleet, devices);
        print(json, report, screen -> report.print(screen, fleet));
        return report.isComplete() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Asks Jamf Pro, which alone knows them. */
    private Map<Token.Key, Devices> devices(AppleId account, FleetTokens fleet, Resources by)
            throws InterruptedException {
        Map<Instance, List<Token>> owned = fleet.tokens()
                .filter(token -> token.kind() == TokenKind.ADE && token.owner().equals(Optional.of(account)))
                .collect(groupingBy(Token::instance));
        List<InstanceSettings> asked = by.settings().instances().stream()
                .filter(instance -> owned.containsKey(instance.instance()))
                .toList();
        Map<Token.Key, Devices> devices = new ConcurrentHashMap<>();
        ask(asked, instance -> {
            Optional<JamfTokenSource> jamf = by.jamf(instance, clock());
            for (Token token : owned.getOrDefault(instance.instance(), List.of())) {
                devices.put(token.key(), devices(instance, jamf, token));
            }
            return instance;
        });
        return devices;
    }

    private static Devices devices(InstanceSettings instance, Optional<JamfTokenSource> jamf, Token token)
            throws InterruptedException {
        if (jamf.isEmpty()) {
            return Devices.notKnown(instance.jamf()
                    .flatMap(JamfConfig::fault)
                    .orElse("the configuration lists the token, and names no API to ask"));
        }
        try {
            return new Devices(Optional.of(jamf.get().devices(token.id())), Optional.empty());
        } catch (ReadException e) {
            return Devices.notKnown(e.getMessage());
        }
    }
}
