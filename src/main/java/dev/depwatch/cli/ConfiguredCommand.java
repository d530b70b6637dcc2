package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.daemon.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** A command that reads the configuration. */
abstract class ConfiguredCommand extends Subcommand {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "/etc/depwatch/depwatch.yml",
            description = "The configuration. Default: ${DEFAULT-VALUE}")
    private Path file = Path.of("");

    final Path configFile() {
        return file;
    }

    final Settings.Loaded load() throws ConfigException {
        return Settings.load(file, process().environment(), hostName(), now());
    }

    /** Like {@link #load}, but keeps a secret that cannot be used together with the reason. */
    final Settings.Loaded loadWithoutSecrets() throws ConfigException {
        return Settings.withoutSecrets(file, process().environment(), hostName(), now());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // Java begins the message with the name. Instances are named after it, so it must not depend on whether a
            // resolver answers.
            return String.valueOf(e.getMessage()).split(":", 2)[0];
        }
    }
}
