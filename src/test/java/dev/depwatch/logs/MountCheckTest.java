package dev.depwatch.logs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines are those that Linux 6 printed for a folder that was mounted elsewhere, renamed and removed. */
class MountCheckTest {
    private static final String WHOLE = "20 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n";
    private static final String HELD = WHOLE + "63 20 254:0 %s /srv/jamf\\040pro/logs rw,relatime - ext4 /dev/vda rw\n";
    private static final Path LOG = Path.of("/srv/jamf pro/logs/JAMFSoftwareServer.log");

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    @Test
    void a_moved_folder_is_reported_within_half_a_minute() throws Exception {
        MountCheck held = held(HELD.formatted("/usr/local/jss/logs"));
        String moved = HELD.formatted("/usr/local/jss/logs.old");

        assertThat(after(Duration.ofSeconds(29), held, moved)).isEmpty();
        assertThat(after(Duration.ofSeconds(1), held, moved))
                .isEqualTo("/srv/jamf pro/logs/JAMFSoftwareServer.log: its folder was moved away or"
                        + " removed, and this process cannot see a folder that replaced it; restart depwatch");
    }

    @Test
    void a_removed_folder_is_reported_until_it_is_back() throws Exception {
        MountCheck held = held(HELD.formatted("/usr/local/jss/logs"));

        assertThat(trouble(held, HELD.formatted("/usr/local/jss/logs//deleted")))
                .isNotEmpty();
        assertThat(trouble(held, HELD.formatted("/usr/local/jss/logs"))).isEmpty();
    }

    @Test
    void the_last_of_several_mounts_at_one_point_counts() throws Exception {
        String other = "64 20 254:0 /b /srv/jamf\\040pro/logs rw - ext4 /dev/vda rw\n";
        MountCheck held = held(HELD.formatted("/a") + other);

        assertThat(trouble(held, HELD.formatted("/a2") + other)).isEmpty();
        assertThat(trouble(held, HELD.formatted("/a2") + other.replace("/b", "/b2")))
                .isNotEmpty();
    }

    @Test
    void a_name_that_is_not_text_hides_no_other() throws Exception {
        String odd = "64 20 0:40 / /mnt/Datentr\u00e4ger\u00ff rw - tmpfs none rw\n";

        assertThat(trouble(held(HELD.formatted("/a") + odd), HELD.formatted("/a2") + odd))
                .isNotEmpty();
    }

    @Test
    void without_a_mount_or_a_list_of_mounts_there_is_no_trouble() throws Exception {
        assertThat(trouble(held(WHOLE), HELD.formatted("/a"))).isEmpty();
        assertThat(trouble(held(HELD.formatted("/a")), HELD.formatted("/b").replace("/srv", "/mnt")))
                .as("Linux gives the id of a mount that went to another one")
                .isEmpty();
        assertThat(trouble(held("nonsense\n"), "nonsense\n")).isEmpty();
        assertThat(new MountCheck(LOG, folder.resolve("none"), now).trouble(now.plusSeconds(60)))
                .isEmpty();
    }

    private MountCheck held(String mounts) throws IOException {
        Files.writeString(folder.resolve("mountinfo"), mounts, ISO_8859_1);
        return new MountCheck(LOG, folder.resolve("mountinfo"), now);
    }

    private String trouble(MountCheck held, String mounts) throws IOException {
        return after(Duration.ofMinutes(1), held, mounts);
    }

    private String after(Duration time, MountCheck held, String mounts) throws IOException {
        now = now.plus(time);
        Files.writeString(folder.resolve("mountinfo"), mounts, ISO_8859_1);
        return held.trouble(now).orElse("");
    }
}
