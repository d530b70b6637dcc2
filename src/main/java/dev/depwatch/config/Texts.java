package dev.depwatch.config;

import dev.depwatch.text.SafeText;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values in the form of one text, and how to read each. */
public final class Texts {
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9999;
    private static final String ZONE = "a time zone such as Europe/Zurich, or host for this host's";
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*|\\[[0-9A-Fa-f:.]+])" + ":([0-9]{1,5})");

    private final Map<Type, Text<?>> texts = new HashMap<>();

    /** @param beside the base folder of relative paths */
    Texts(Path beside) {
        add(String.class, "a text", "text", text -> SafeText.of(line(text)));
        add(boolean.class, "true or false", "true", text -> choice(text, Map.of("true", true, "false", false)));
        add(Integer.class, "a whole number", "1", Integer::valueOf);
        add(Duration.class, "a duration such as 250ms, 30s, 2m, 24h or 60d", "1m", Durations::read);
        add(LocalDate.class, "a date such as 2027-01-02", "2027-01-02", Texts::date);
        add(LocalTime.class, "a time such as 07:30", "07:30", LocalTime::parse);
        texts.put(ZoneId.class, new Text<>(ZONE, ZoneId.systemDefault(), ZoneId.getAvailableZoneIds(), Texts::zone));
        add(Path.class, "a path", "path", text -> beside.resolve(text).normalize());
        add(URI.class, "an address such as https://jamf.example.org:8443", "https://jamf.example.org", URI::create);
        add(InetSocketAddress.class, "a host and a port such as 127.0.0.1:19137", "localhost:0", Texts::hostAndPort);
    }

    /**
     * One kind of text.
     *
     * @param expected completes the sentence "expected …"
     * @param example replaces an unreadable value
     * @param words the valid words, if they can be listed, to suggest the one that was meant
     * @param read throws an {@link IllegalArgumentException} or a {@link DateTimeException} if the text is invalid
     */
    record Text<T>(String expected, T example, Set<String> words, Function<String, T> read) {}

    Text<?> of(Type type) {
        if (type instanceof Class<?> known && known.isEnum()) {
            return ofConstants(known);
        }
        return Optional.ofNullable(texts.get(type))
                .orElseThrow(() -> new IllegalArgumentException("no component of the configuration can be a " + type));
    }

    /**
     * A day. Many write the year 9999 for "forever"; the very last years have no next day.
     *
     * <p>Throws an {@link IllegalArgumentException} or a {@link DateTimeException} if the text is none.
     */
    public static LocalDate date(String text) {
        LocalDate date = LocalDate.parse(text);
        if (date.getYear() < FIRST_YEAR || date.getYear() > LAST_YEAR) {
            throw new IllegalArgumentException("not a year of ours");
        }
        return date;
    }

    /** The constants of an enum, written in lower case. */
    private static Text<?> ofConstants(Class<?> type) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT), constant);
        }
        String expected = String.join(" or ", constants.keySet());
        return new Text<>(expected, type.getEnumConstants()[0], constants.keySet(), text -> choice(text, constants));
    }

    private <T> void add(Class<T> type, String expected, String example, Function<String, T> read) {
        texts.put(type, new Text<>(expected, read.apply(example), Set.of(), read));
    }

    private static String line(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not a line");
        }
        return text;
    }

    private static <T> T choice(String text, Map<String, T> choices) {
        return Optional.ofNullable(choices.get(text))
                .orElseThrow(() -> new IllegalArgumentException("not among the words"));
    }

    private static ZoneId zone(String text) {
        return text.equals("host") ? ZoneId.systemDefault() : ZoneId.of(text);
    }

    private static InetSocketAddress hostAndPort(String text) {
        Matcher written = HOST_AND_PORT.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("not a host and a port");
        }
        return InetSocketAddress.createUnresolved(written.group(1), Integer.parseInt(written.group(2)));
    }
}
