package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.Problem;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Settings;
import dev.depwatch.daemon.Supplies;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the configuration as {@code run} would and says what is wrong with it. */
@Command(
        name = "check",
        description = "Checks the configuration, with the secret files it names and the instances it discovers.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  depwatch check",
            "  depwatch check --config ./depwatch.yml && systemctl restart depwatch",
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws ConfigException {
        Settings.Loaded loaded = config.load();
        Supplies.of(loaded.settings());
        for (Problem warning : loaded.warnings()) {
            spec.commandLine().getErr().println("warning: " + warning);
        }
        loaded.settings().instances().stream()
                .flatMap(instance -> instance.logs().stream())
                .filter(log -> !Files.isRegularFile(log) || !Files.isReadable(log))
                .forEach(log -> spec.commandLine()
                        .getErr()
                        .println("warning: " + log + ": no file that this user may read; depwatch waits for it"));
        spec.commandLine().getOut().println("OK: " + summary(loaded));
        return Depwatch.GOOD;
    }

    private static String summary(Settings.Loaded loaded) {
        List<InstanceSettings> instances = loaded.settings().instances();
        List<String> parts = new ArrayList<>();
        parts.add(counted(instances.size(), "instance"));
        parts.add(counted(
                instances.stream().mapToLong(instance -> instance.logs().size()).sum(), "log"));
        parts.add(counted(
                instances.stream()
                        .filter(instance -> instance.jamf().isPresent())
                        .count(),
                "API"));
        parts.add(counted(
                instances.stream()
                        .mapToLong(instance -> instance.tokens().size())
                        .sum(),
                "fixed token"));
        parts.add(counted(loaded.settings().alerts().receivers().size(), "receiver"));
        parts.add(counted(loaded.warnings().size(), "warning"));
        return String.join(", ", parts);
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
