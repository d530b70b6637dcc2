package dev.depwatch.packaging;

import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The {@code hashCode} and {@code equals} of a record in plain instructions, to the same results: by
 * {@link java.lang.runtime.ObjectMethods} Java puts them together from some dozen classes that it makes while it runs.
 */
final class RecordMethods {
    private final MethodVisitor method;
    private final Type record;
    private final List<Handle> components;

    /** @param arguments those of its bootstrap method: the class, the components' names, what reads each */
    RecordMethods(MethodVisitor method, Object... arguments) {
        this.method = method;
        this.record = (Type) arguments[0];
        this.components = Stream.of(arguments).skip(2).map(Handle.class::cast).toList();
    }

    /** In place of an instruction that takes the record from the stack and leaves an int. */
    void hashCodeOf() {
        method.visitInsn(Opcodes.POP);
        method.visitInsn(Opcodes.ICONST_0);
        for (Handle component : components) {
            method.visitIntInsn(Opcodes.BIPUSH, 31);
            method.visitInsn(Opcodes.IMUL);
            read(0, component);
            Type type = Type.getType(component.getDesc());
            boolean isReference = type.getSort() >= Type.ARRAY;
            method.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    isReference ? "java/util/Objects" : box(type),
                    "hashCode",
                    "(" + (isReference ? "Ljava/lang/Object;" : type.getDescriptor()) + ")I",
                    false);
            method.visitInsn(Opcodes.IADD);
        }
    }

    /** In place of an instruction that takes the record and an object from the stack and leaves a boolean. */
    void equalsOf() {
        Label another = new Label();
        Label different = new Label();
        method.visitInsn(Opcodes.POP2);
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitVarInsn(Opcodes.ALOAD, 1);
        method.visitJumpInsn(Opcodes.IF_ACMPNE, another);
        method.visitInsn(Opcodes.ICONST_1);
        method.visitInsn(Opcodes.IRETURN);
        beginWithoutStack(another);
        method.visitVarInsn(Opcodes.ALOAD, 1);
        method.visitTypeInsn(Opcodes.INSTANCEOF, record.getInternalName());
        method.visitJumpInsn(Opcodes.IFEQ, different);
        for (Handle component : components) {
            read(0, component);
            read(1, component);
            Type type = Type.getType(component.getDesc());
            switch (type.getSort()) {
                case Type.FLOAT, Type.DOUBLE, Type.LONG -> {
                    // By compare, as ObjectMethods has it: NaN is itself, and zero is not minus zero.
                    method.visitMethodInsn(
                            Opcodes.INVOKESTATIC,
                            box(type),
                            "compare",
                            Type.getMethodDescriptor(Type.INT_TYPE, type, type),
                            false);
                    method.visitJumpInsn(Opcodes.IFNE, different);
                }
                case Type.ARRAY, Type.OBJECT -> {
                    method.visitMethodInsn(
                            Opcodes.INVOKESTATIC,
                            "java/util/Objects",
                            "equals",
                            "(Ljava/lang/Object;Ljava/lang/Object;)Z",
                            false);
                    method.visitJumpInsn(Opcodes.IFEQ, different);
                }
                default -> method.visitJumpInsn(Opcodes.IF_ICMPNE, different);
            }
        }
        method.visitInsn(Opcodes.ICONST_1);
        method.visitInsn(Opcodes.IRETURN);
        beginWithoutStack(different);
        method.visitInsn(Opcodes.ICONST_0);
    }

    private void beginWithoutStack(Label label) {
        method.visitLabel(label);
        method.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    }

    private void read(int variable, Handle component) {
        method.visitVarInsn(Opcodes.ALOAD, variable);
        if (variable == 1) {
            method.visitTypeInsn(Opcodes.CHECKCAST, record.getInternalName());
        }
        method.visitFieldInsn(Opcodes.GETFIELD, component.getOwner(), component.getName(), component.getDesc());
    }

    private static String box(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.BYTE -> "java/lang/Byte";
            case Type.CHAR -> "java/lang/Character";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.LONG -> "java/lang/Long";
            case Type.FLOAT -> "java/lang/Float";
            case Type.DOUBLE -> "java/lang/Double";
            default -> throw new IllegalArgumentException(type.getClassName());
        };
    }
}
