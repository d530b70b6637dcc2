package dev.depwatch.logs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path folder;

    @Test
    void a_file_that_took_the_name_of_the_listed_one_is_not_read_in_its_place() throws IOException {
        Path listed = Files.writeString(folder.resolve("JAMFSoftwareServer.log.1"), "2026-11-24 10:00:00,000 old\n");
        BasicFileAttributes attributes = Files.readAttributes(listed, BasicFileAttributes.class);
        LogFile file = LogFile.listed(listed, attributes, attributes.fileKey(), false);
        Files.move(listed, folder.resolve("JAMFSoftwareServer.log.2"));
        Files.writeString(listed, "2026-11-24 11:00:00,000 new\n");

        assertThatThrownBy(file::withText).isInstanceOf(NoSuchFileException.class);
    }
}
