package dev.depwatch.table;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a table says of something, statement by statement, between ends of lines and semicolons. A statement is a method
 * and its arguments, {@code fails school FORBIDDEN 0 4}. Times stand before it: {@code 14:10 changePassword
 * anna}, {@code 14:10..14:20 says Resolved}. Texts at its end may have spaces, with a bar between several: {@code finds
 * renew a/1 | renew b/1}. A hyphen is an empty text.
 */
public final class Statements {
    private static final Pattern BETWEEN = Pattern.compile(";\\s|\n(?!\\|)");
    private static final Pattern TIMES = Pattern.compile("\\d[^ ]*");

    private Statements() {}

    /** Says it all of the subject. */
    public static <T> T say(T subject, String text) {
        BETWEEN.splitAsStream(text)
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .forEach(one -> sayOne(subject, one));
        return subject;
    }

    private static void sayOne(Object subject, String statement) {
        List<String> words = new ArrayList<>(List.of(statement.split("\\s+")));
        List<String> times =
                TIMES.matcher(words.get(0)).matches() ? List.of(words.remove(0).split("\\.\\.")) : List.of();
        String verb = words.remove(0);
        words.addAll(0, times);
        Method method = Arrays.stream(subject.getClass().getDeclaredMethods())
                .filter(one -> !Modifier.isPrivate(one.getModifiers()))
                .filter(one -> one.getName().equals(verb) && fits(one, words.size()))
                .min((one, other) -> other.getParameterCount() - one.getParameterCount())
                .orElseThrow(() -> new IllegalArgumentException("cannot be said: " + statement));
        try {
            method.setAccessible(true);
            method.invoke(subject, arguments(method, words));
        } catch (InvocationTargetException | IllegalAccessException | RuntimeException e) {
            throw new IllegalArgumentException(statement, e);
        }
    }

    /** The last text takes all words that are left. */
    private static boolean fits(Method method, int words) {
        int parameters = method.getParameterCount();
        boolean takesAll = parameters > 0 && method.getParameterTypes()[parameters - 1] == String.class;
        return method.isVarArgs() ? words >= parameters - 1 : takesAll ? words >= parameters : words == parameters;
    }

    private static Object[] arguments(Method method, List<String> words) {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            List<String> left = words.subList(i, words.size());
            boolean isLast = i == types.length - 1;
            arguments[i] = isLast && method.isVarArgs()
                    ? several(types[i].getComponentType(), left)
                    : value(types[i], isLast ? String.join(" ", left) : left.get(0));
        }
        return arguments;
    }

    private static Object several(Class<?> type, List<String> words) {
        List<String> texts = type != String.class || words.isEmpty()
                ? words
                : List.of(String.join(" ", words).split(" \\| "));
        Object values = Array.newInstance(type, texts.size());
        for (int i = 0; i < texts.size(); i++) {
            Array.set(values, i, value(type, texts.get(i)));
        }
        return values;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object value(Class<?> type, String word) {
        if (type.isEnum()) {
            return Enum.valueOf((Class<Enum>) type, word);
        }
        if (type == double.class) {
            return Double.valueOf(word);
        }
        if (type == int.class) {
            return Integer.valueOf(word);
        }
        if (type == boolean.class) {
            return Boolean.valueOf(word);
        }
        if (type == Duration.class) {
            return Duration.parse(word);
        }
        if (type == List.class) {
            return word.equals("-") ? Collections.emptyList() : List.of(word.split(","));
        }
        return word.equals("-") ? "" : word;
    }
}
