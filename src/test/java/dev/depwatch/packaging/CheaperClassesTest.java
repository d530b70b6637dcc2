package dev.depwatch.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
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
        assertThat(defined("Old", after).getMethod("absolute", int.class).invoke(null, -7))
                .isEqualTo(7);
    }

    /** One component of each kind, an array too, which compares as itself. */
    @SuppressWarnings("ArrayRecordComponent")
    record Everything(
            boolean truth,
            byte small,
            char sign,
            short shorter,
            int number,
            long longer,
            float rough,
            double fine,
            @Nullable Object object,
            int[] array) {}

    record Nothing() {}

    private static final int[] ARRAY = {1};

    static Stream<Arguments> other_components() {
        return Stream.of(
                arguments(0, false),
                arguments(1, (byte) -1),
                arguments(2, '\u1234'),
                arguments(3, (short) -300),
                arguments(4, Integer.MIN_VALUE),
                arguments(5, 1L << 40),
                arguments(6, -0.0f),
                arguments(6, Float.NaN),
                arguments(7, -0.0),
                arguments(7, Double.NaN),
                arguments(8, null),
                arguments(9, new int[] {1}));
    }

    @ParameterizedTest
    @MethodSource("other_components")
    void a_record_equals_and_hashes_as_java_has_it(int component, @Nullable Object other) throws Exception {
        Object[] components = {true, (byte) 1, 'a', (short) 2, 3, 4L, 0.0f, 0.0, "text", ARRAY};
        Object[] changed = components.clone();
        changed[component] = other;
        Constructor<?> java = Everything.class.getDeclaredConstructors()[0];
        Constructor<?> cheaper = cheaper(Everything.class);

        for (Object[] one : List.of(components, changed)) {
            assertThat(cheaper.newInstance(one)).hasSameHashCodeAs(java.newInstance(one));
            for (Object[] two : List.of(components, changed)) {
                assertThat(cheaper.newInstance(one).equals(cheaper.newInstance(two)))
                        .isEqualTo(java.newInstance(one).equals(java.newInstance(two)))
                        .isEqualTo(one == two);
            }
        }
        Object record = cheaper.newInstance(changed);
        Object itself = record;
        assertThat(record).isEqualTo(itself).isNotEqualTo(null).isNotEqualTo("text");
    }

    @Test
    void a_record_of_nothing_equals_its_like() throws Exception {
        Constructor<?> cheaper = cheaper(Nothing.class);

        assertThat(cheaper.newInstance()).isEqualTo(cheaper.newInstance()).isNotEqualTo(new Nothing());
        assertThat(cheaper.newInstance()).hasSameHashCodeAs(new Nothing());
    }

    @Test
    void only_the_text_of_a_record_is_put_together_while_java_runs() throws IOException {
        List<String> called = new ArrayList<>();
        new ClassReader(CheaperClasses.cheaper(compiled(Everything.class)))
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitInvokeDynamicInsn(
                                            String method, String type, Handle by, Object... arguments) {
                                        called.add(method);
                                    }
                                };
                            }
                        },
                        0);

        assertThat(called).containsExactly("toString");
    }

    /** Makes records of the class as the build changes it. */
    private static Constructor<?> cheaper(Class<?> record) throws Exception {
        Constructor<?> made = defined(record.getName(), CheaperClasses.cheaper(compiled(record)))
                .getDeclaredConstructors()[0];
        made.setAccessible(true);
        return made;
    }

    private static Class<?> defined(String name, byte[] classFile) {
        return new ClassLoader(CheaperClassesTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(name, classFile, 0, classFile.length);
            }
        }.define();
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
        return compiled(Sample.class);
    }

    private static byte[] compiled(Class<?> type) throws IOException {
        try (InputStream in = CheaperClassesTest.class.getResourceAsStream(
                "/" + type.getName().replace('.', '/') + ".class")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** A class file as text: the names in it are plain. */
    private static String words(byte[] classFile) {
        return new String(classFile, StandardCharsets.ISO_8859_1);
    }
}
