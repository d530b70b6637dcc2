package dev.depwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fuzz test with every input that is kept for it. Jazzer can do the same, and attaches an agent to the process
 * for it, which takes longer than all inputs do and is warned of by Java 21 and later.
 */
class FuzzInputsTest {
    private static final Path SOURCES = Path.of("src/test/java");
    private static final Path RESOURCES = Path.of("src/test/resources");

    @TestFactory
    Stream<DynamicTest> a_fuzz_test_passes_with_the_inputs_that_are_kept_for_it() throws IOException {
        return files(SOURCES).stream()
                .map(file -> SOURCES.relativize(file).toString())
                .filter(name -> name.endsWith("Fuzz.java"))
                .map(name -> name.substring(0, name.length() - ".java".length()).replace('/', '.'))
                .flatMap(FuzzInputsTest::methods)
                .map(method -> dynamicTest(
                        method.getDeclaringClass().getSimpleName() + "." + method.getName(), () -> passes(method)));
    }

    private static Stream<Method> methods(String className) {
        try {
            return Arrays.stream(Class.forName(className).getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(FuzzTest.class));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void passes(Method method) throws Exception {
        Class<?> type = method.getDeclaringClass();
        List<Path> inputs = files(
                RESOURCES.resolve(type.getName().replace('.', '/') + "Inputs").resolve(method.getName()));
        assertThat(inputs).isNotEmpty();
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        Object test = constructor.newInstance();
        run(test, method, "the empty input", new byte[0]);
        for (Path input : inputs) {
            run(test, method, input.toString(), Files.readAllBytes(input));
        }
    }

    private static void run(Object test, Method method, String name, byte[] input) throws IllegalAccessException {
        try {
            method.invoke(test, (Object) input);
        } catch (InvocationTargetException e) {
            throw new AssertionError(name, e.getCause());
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
