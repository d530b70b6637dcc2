package dev.depwatch.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WithoutLocalVariablesTest {
    private static final String SAMPLE = "dev/depwatch/packaging/WithoutLocalVariablesTest$Sample.class";

    @TempDir
    private Path folder;

    /** Something to be stripped. */
    static final class Sample {
        int twice(int aParameter) {
            int aLocalVariable = aParameter + aParameter;
            if (aLocalVariable < 0) {
                throw new ArithmeticException();
            }
            return aLocalVariable;
        }
    }

    @Test
    void names_of_local_variables_go_and_lines_parameters_and_all_else_stay() throws IOException {
        byte[] before = compiled();
        assertThat(words(before)).contains("LocalVariableTable", "aLocalVariable");

        byte[] after = WithoutLocalVariables.stripped(before);

        assertThat(words(after))
                .doesNotContain("LocalVariableTable", "aLocalVariable")
                .contains("LineNumberTable", "MethodParameters", "aParameter", "StackMapTable");
        assertThat(WithoutLocalVariables.stripped(after)).isEqualTo(after);
    }

    @Test
    void a_jar_keeps_its_order_its_times_and_what_is_no_class() throws IOException {
        Path jar = folder.resolve("some.jar");
        JarEntry text = new JarEntry("META-INF/MANIFEST.MF");
        text.setTimeLocal(LocalDateTime.of(2026, 11, 24, 1, 2, 4));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(text);
            out.write("Manifest-Version: 1.0\n".getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new JarEntry(SAMPLE));
            out.write(compiled());
        }

        WithoutLocalVariables.main(new String[] {jar.toString()});

        try (JarFile stripped = new JarFile(jar.toFile())) {
            assertThat(stripped.stream().map(ZipEntry::getName)).containsExactly("META-INF/MANIFEST.MF", SAMPLE);
            assertThat(stripped.getEntry("META-INF/MANIFEST.MF").getTimeLocal()).isEqualTo(text.getTimeLocal());
            assertThat(stripped.getInputStream(text)).hasContent("Manifest-Version: 1.0\n");
            assertThat(stripped.getInputStream(stripped.getEntry(SAMPLE)).readAllBytes())
                    .isEqualTo(WithoutLocalVariables.stripped(compiled()));
        }
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(jar));
    }

    private static byte[] compiled() throws IOException {
        try (InputStream in = WithoutLocalVariablesTest.class.getResourceAsStream("/" + SAMPLE)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** A class file as text: the names in it are plain. */
    private static String words(byte[] classFile) {
        return new String(classFile, StandardCharsets.ISO_8859_1);
    }
}
