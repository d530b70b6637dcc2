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
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Takes the names of local variables out of every class of a jar, its libraries' too: only a debugger reads them, and Java keeps
 * them in memory. Stack traces keep their lines. The last step of the build: docs/decisions/0035.
 */
public final class WithoutLocalVariables {
    private WithoutLocalVariables() {}

    /** Replaces the jar that is the only argument. */
    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path without = jar.resolveSibling(jar.getFileName() + ".without");
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(without))) {
            for (ZipEntry entry : Collections.list(from.entries())) {
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(entry.getTimeLocal());
                to.putNextEntry(same);
                byte[] content = from.getInputStream(entry).readAllBytes();
                to.write(entry.getName().endsWith(".class") ? stripped(content) : content);
                to.closeEntry();
            }
        }
        Files.move(without, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    static byte[] stripped(byte[] classFile) {
        ClassWriter stripped = new ClassWriter(0);
        new ClassReader(classFile).accept(new Stripper(stripped), 0);
        return stripped.toByteArray();
    }

    private static final class Stripper extends ClassVisitor {
        Stripper(ClassVisitor next) {
            super(Opcodes.ASM9, next);
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
            };
        }
    }
}
