package dev.depwatch.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code renew} does with files. */
final class FileOptions {
    @Option(
            names = "--watch",
            paramLabel = "FOLDER",
            description = "Uploads each token file that arrives in this folder from now on.")
    Optional<Path> watch = Optional.empty();

    @Option(
            names = "--from",
            paramLabel = "FOLDER",
            description = "Uploads the token files that are in this folder already.")
    Optional<Path> from = Optional.empty();

    @Option(
            names = "--dry-run",
            description = "Says which files of --from would be uploaded where, and uploads nothing.")
    boolean dryRun;

    @Option(
            names = "--yes",
            description = "Uploads without a question each file whose place is certain, and skips every other.")
    boolean yes;

    @Option(names = "--delete", description = "Deletes each file without a question once its token has synced well.")
    boolean delete;

    /** Whether the run uploads files. */
    boolean uploads() {
        return from.isPresent() || watch.isPresent();
    }
}
