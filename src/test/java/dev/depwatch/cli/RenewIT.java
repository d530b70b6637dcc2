package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.depwatch.renewal.AppleFiles;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code renew} as it is run: the packaged jar, which has a part of Bouncy Castle, and its end between two uploads. */
@Timeout(300)
class RenewIT extends UniversityTest {
    private static final Path JAR = Path.of("target", "depwatch.jar").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BY_SIGTERM = 143;

    private Path downloads = Path.of("");

    private X509Certificate key;

    @BeforeEach
    void start() throws Exception {
        downloads = Files.createDirectory(folder.resolve("downloads"));
        key = AppleFiles.certificate("law", 4);
        university.jamf().publicKey(new Instance("law"), AppleFiles.pem(key));
        university.jamf().publicKey(new Instance("physics"), AppleFiles.pem(key));
        university.jamf().changePassword(University.ADMIN);
    }

    @Test
    void an_end_between_two_uploads_is_summed_up_and_the_same_command_continues() throws Exception {
        Path first = folder.resolve("first.txt");
        Process process = renew(first, "--watch", downloads.toString());
        printed(first, "Waiting for downloads");
        drop("law");
        printed(first, "law (\"law devices\"): a new token is in place");
        assertThat(process.info().commandLine().orElse("")).doesNotContain(AppleFiles.CANARY);

        // Java ends by it as by Ctrl-C's SIGINT, which whatever runs in the background inherits as ignored.
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(BY_SIGTERM);
        assertThat(text(first))
                .contains(
                        "Interrupted: 0 of 2 tokens renewed and proven. Start the same command again, with --from for the"
                                + " files that were not uploaded. Look for such files before you download.")
                .contains("physics (\"physics devices\"): the former token is in place.")
                .doesNotContain("Exception", AppleFiles.CANARY);

        drop("physics");
        Path second = folder.resolve("second.txt");
        process = renew(second, "--from", downloads.toString(), "--delete");
        printed(second, "physics (\"physics devices\"): a new token is in place");
        university.jamf().sync(Instant.now());
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).as(text(second)).isZero();
        assertThat(downloads).isEmptyDirectory();
        assertThat(text(second))
                .contains("2 of 2 tokens renewed and proven.", "it was uploaded before, to law")
                .doesNotContain("Exception", AppleFiles.CANARY);
    }

    private Process renew(Path output, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString(),
                "renew",
                "-i",
                "law",
                "-i",
                "physics",
                "--credentials",
                university.renewal().toString(),
                "--yes"));
        line.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(folder.toFile());
        builder.environment().put("XDG_STATE_HOME", folder.resolve("home").toString());
        return builder.start();
    }

    private void drop(String instance) throws IOException {
        byte[] file = AppleFiles.enrollment(key);
        university
                .jamf()
                .download(
                        new Token.Key(new Instance(instance), TokenKind.ADE, "1"),
                        new AppleId("mdm@appleid.example.org"),
                        file);
        Path partial = Files.write(downloads.resolve("x.crdownload"), file);
        Files.move(partial, downloads.resolve(AppleFiles.name("mdm-" + instance, Instant.now())));
    }

    /** Seen so soon that the first look after an upload meets its sync: the next look comes five seconds later. */
    private static void printed(Path output, String text) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(text(output)).contains(text));
    }

    private static String text(Path output) throws IOException {
        return Files.readString(output, UTF_8).replaceAll("\\s+", " ");
    }
}
