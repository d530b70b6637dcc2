package dev.depwatch.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes every class of a jar, its libraries' too, cheaper for Java to load and to keep: the last step of the build,
 * docs/decisions/0035. The names of local variables go, which only a debugger reads and Java keeps in memory; stack
 * traces keep their lines. What is in the format of before Java 6, which no archive of classes takes, gets that of Java
 * 8. The {@code equals} and {@code hashCode} of a record are written out, which Java would make while it runs.
 */
public final class CheaperClasses {
    private CheaperClasses() {}

    /** Replaces the jar that is the only argument. */
    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path cheaper = jar.resolveSibling(jar.getFileName() + ".cheaper");
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(cheaper))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(entry.getTimeLocal());
                to.putNextEntry(same);
                byte[] content = from.getInputStream(entry).readAllBytes();
                to.write(entry.getName().endsWith(".class") ? cheaper(content) : content);
                to.closeEntry();
            }
        }
        Files.move(cheaper, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    static byte[] cheaper(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        boolean isOld = reader.readShort(6) < Opcodes.V1_6;
        // Frames, by which a class of Java 7 or later is verified, are missing in the old format alone.
        ClassWriter writer = new ClassWriter(isOld ? ClassWriter.COMPUTE_FRAMES : ClassWriter.COMPUTE_MAXS);
        reader.accept(new Change(writer, isOld), 0);
        return writer.toByteArray();
    }

    private static final class Change extends ClassVisitor {
        private final boolean isOld;

        Change(ClassVisitor next, boolean isOld) {
            super(Opcodes.ASM9, next);
            this.isOld = isOld;
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            super.visit(isOld ? Opcodes.V1_8 : version, access, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitLocalVariable(
                        String variable, String type, String generic, Label start, Label end, int index) {
                    // Not passed on.
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                    boolean isOfRecord = bootstrap.getOwner().equals("java/lang/runtime/ObjectMethods");
                    if (isOfRecord && called.equals("hashCode")) {
                        new RecordMethods(mv, arguments).hashCodeOf();
                    } else if (isOfRecord && called.equals("equals")) {
                        new RecordMethods(mv, arguments).equalsOf();
                    } else {
                        super.visitInvokeDynamicInsn(called, type, bootstrap, arguments);
                    }
                }
            };
        }
    }
}
