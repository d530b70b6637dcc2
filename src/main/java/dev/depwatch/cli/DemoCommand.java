package dev.depwatch.cli;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the real daemon at work on simulated Jamf Pro instances. */
@Command(name = "demo")
final class DemoCommand extends Subcommand {
    @Option(names = "--keep", description = """
            Continues after the story until Ctrl-C, so that you can look at its metrics and pages.""")
    private boolean keep;

    @Override
    public Integer call() throws ConfigException, IOException, InterruptedException {
        Path folder = folder(System.getProperty("java.io.tmpdir"));
        // Log lines would interrupt the story.
        System.getProperties().putIfAbsent(LogOutput.LEVEL, "WARN");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "demo-removal"));
        try (DemoStory story = new DemoStory(folder, out(), isColoured())) {
            boolean good = story.play();
            if (keep) {
                story.keep();
            }
            return good ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** A new one in this place. */
    static Path folder(String place) throws IOException {
        try {
            return Files.createTempDirectory(Path.of(place), "depwatch-demo-");
        } catch (IOException e) {
            throw new IOException("cannot make a folder in " + place + ": " + FileAccess.reason(e), e);
        }
    }

    /** Again if something was written into it meanwhile. */
    private static void remove(Path folder) {
        for (int tries = 0; tries < 10 && Files.exists(folder); tries++) {
            FileUtils.deleteQuietly(folder.toFile());
        }
    }
}
