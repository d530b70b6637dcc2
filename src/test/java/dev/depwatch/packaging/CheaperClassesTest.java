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
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class CheaperClassesTest {
    private static final String SAMPLE = "dev/depwatch/packaging/CheaperClassesTest$Sample.class";

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

        byte[] after = CheaperClasses.cheaper(before);

        assertThat(words(after))
                .doesNotContain("LocalVariableTable", "aLocalVariable")
                .contains("LineNumberTable", "MethodParameters", "aParameter", "StackMapTable");
        assertThat(CheaperClasses.cheaper(after)).isEqualTo(after);
    }

    @Test
    void a_class_of_java_5_gets_the_format_of_java_8_and_does_what_it_did() throws Exception {
        byte[] after = CheaperClasses.cheaper(absoluteValueOfJava5());

        assertThat(new ClassReader(after).readShort(6)).isEqualTo((short) Opcodes.V1_8);
        assertThat(words(after)).contains("StackMapTable");
        Class<?> loaded = new ClassLoader() {
            Class<?> define() {
                return defineClass("Old", after, 0, after.length);
            }
        }.define();
        assertThat(loaded.getMethod("absolute", int.class).invoke(null, -7)).isEqualTo(7);
    }

    private static byte[] absoluteValueOfJava5() {
        ClassWriter old = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        old.visit(Opcodes.V1_5, Opcodes.ACC_PUBLIC, "Old", null, "java/lang/Object", null);
        MethodVisitor method = old.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "absolute", "(I)I", null, null);
        Label negative = new Label();
        method.visitCode();
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitJumpInsn(Opcodes.IFLT, negative);
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitInsn(Opcodes.IRETURN);
        method.visitLabel(negative);
        method.visitVarInsn(Opcodes.ILOAD, 0);
        method.visitInsn(Opcodes.INEG);
        method.visitInsn(Opcodes.IRETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
        old.visitEnd();
        return old.toByteArray();
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

        CheaperClasses.main(new String[] {jar.toString()});

        try (JarFile stripped = new JarFile(jar.toFile())) {
            assertThat(stripped.stream().map(ZipEntry::getName)).containsExactly("META-INF/MANIFEST.MF", SAMPLE);
            assertThat(stripped.getEntry("META-INF/MANIFEST.MF").getTimeLocal()).isEqualTo(text.getTimeLocal());
            assertThat(stripped.getInputStream(text)).hasContent("Manifest-Version: 1.0\n");
            assertThat(stripped.getInputStream(stripped.getEntry(SAMPLE)).readAllBytes())
                    .isEqualTo(CheaperClasses.cheaper(compiled()));
        }
        assertThat(folder).isDirectoryNotContaining(file -> !file.equals(jar));
    }

    private static byte[] compiled() throws IOException {
        try (InputStream in = CheaperClassesTest.class.getResourceAsStream("/" + SAMPLE)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** A class file as text: the names in it are plain. */
    private static String words(byte[] classFile) {
        return new String(classFile, StandardCharsets.ISO_8859_1);
    }
}
