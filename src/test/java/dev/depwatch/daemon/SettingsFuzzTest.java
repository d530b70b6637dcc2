package dev.depwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.depwatch.config.ConfigException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any file gives settings or problems: never another exception, an endless loop or a secret. */
class SettingsFuzzTest {
    private static final int FILES = 350;
    private static final List<String> SECRETS =
            List.of(("client-secret-of-school password-of-chemistry hooks.slack.com/services/T000 "
                            + "password-of-alertmanager bearer-token-of-the-bridge key-of-the-signature "
                            + "0123456789abcdef0123456789ABCDEF s1gn4tur3 address-that-is-a-secret")
                    .split(" ", -1));
    private static final List<String> SNIPPETS =
            List.of(("- ,? ,: ,&a ,*a,<<: *a,!!binary x,!!int '',!<x> ,%YAML 9.9\n,---\n,...\n,[,{,],},',\",|\n,"
                            + ">-2\n,\t,\r,\0,\u001b[2J,\u202e,\ud83d\ude00,\ufeff,\u2028,#,@,`,~,null,.inf,"
                            + "0x1F,1e999999999,2027-99-99,{context},{x},$1,\\")
                    .split(",", -1));

    @TempDir
    private Path folder;

    @Test
    void damaged_examples_are_settings_or_problems() throws Exception {
        Random random = new Random(14);
        ConfigFolder files = ConfigFolder.ofTheExample(folder);
        int refused = 0;

        for (int i = 0; i < FILES; i++) {
            byte[] damaged = damage(random);
            String seen = "file " + i;
            refused += assertTimeoutPreemptively(
                    Duration.ofMinutes(2), () -> isRefused(files, damaged, seen) ? 1 : 0, seen);
        }

        assertThat(refused).isBetween(FILES / 4, FILES - 1);
    }

    private static boolean isRefused(ConfigFolder files, byte[] damaged, String seen) {
        try {
            files.load(damaged);
            return false;
        } catch (ConfigException e) {
            assertThat(e.problems()).as(seen).hasSizeBetween(1, 1_000);
            assertThat(e.getMessage()).as(seen).doesNotContain(SECRETS).hasSizeLessThan(200_000);
            assertThat(e.problems()).as(seen).allSatisfy(problem -> {
                assertThat(problem.toString().chars()).noneMatch(Character::isISOControl);
                assertThat(problem.line() > 0 || problem.column() == 0).isTrue();
            });
            return true;
        } catch (Exception e) {
            return fail(seen, e);
        }
    }

    private byte[] damage(Random random) {
        String example = ConfigFolder.example().replace("/usr/local/jss", folder + "/usr/local/jss");
        List<String> lines = new ArrayList<>(example.lines().toList());
        for (int times = 1 + random.nextInt(4); times > 0; times--) {
            int line = random.nextInt(lines.size());
            switch (random.nextInt(9)) {
                case 0 -> lines.remove(line);
                case 1 -> Collections.swap(lines, line, random.nextInt(lines.size()));
                case 2 -> lines.add(random.nextInt(lines.size()), lines.get(line));
                case 3 ->
                    lines.set(
                            line,
                            " ".repeat(random.nextInt(8)) + lines.get(line).strip());
                case 4 ->
                    lines.set(line, inserted(lines.get(line), SNIPPETS.get(random.nextInt(SNIPPETS.size())), random));
                case 5 -> lines.set(line, lines.get(line).replaceFirst(": .*", ": " + nested(random)));
                case 6 ->
                    lines.set(line, lines.get(line).substring(lines.get(line).length() / 2));
                case 7 -> lines.set(line, lines.get(line).replaceFirst("(\\w)(\\w)", "$2$1"));
                default -> lines.set(line, lines.get(line).repeat(1 + random.nextInt(100)));
            }
        }
        byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(5) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String inserted(String line, String snippet, Random random) {
        int at = random.nextInt(line.length() + 1);
        return line.substring(0, at) + snippet + line.substring(at);
    }

    private static String nested(Random random) {
        String open = random.nextBoolean() ? "[" : "{ name: ";
        return open.repeat(random.nextInt(random.nextInt(50) == 0 ? 100_000 : 40));
    }
}
