package dev.depwatch.daemon;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.PemCertificate;
import dev.depwatch.config.Secret;
import dev.depwatch.config.Template;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code config/depwatch.yml} to the code: what it says about a key is true. */
class ExampleConfigTest {
    /** What the packages install instead: short, because every administrator begins by editing it. */
    private static final Path INSTALLED = Path.of("src/main/package/depwatch.yml");

    /** Values that stand in files of their own. */
    private static final Set<Type> FILES = Set.of(Secret.class, PemCertificate.class);

    private static final Pattern KEY = Pattern.compile("( *(?:- )?)(\\w+):(.*)");
    private static final Pattern SAYS_DEFAULT = Pattern.compile(" *# .* default: (.+)");
    private static final Pattern SAYS_REQUIRED = Pattern.compile(" *# .* required");

    @TempDir
    private Path folder;

    private ConfigFolder files;

    @BeforeEach
    void createTheFilesOfTheExample() throws IOException {
        files = ConfigFolder.ofTheExample(folder);
    }

    @Test
    void the_example_is_valid() throws Exception {
        Settings.Loaded loaded = files.load(ConfigFolder.example());

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.settings().instances())
                .extracting(InstanceSettings::name)
                .containsExactly(
                        "school", "chemistry", "physics", "cloud", "platform", "platform-sandbox", "host-1/biology");
    }

    @Test
    void the_quiet_times_of_the_example_are_the_nights_and_the_weekend() throws Exception {
        ReceiverSettings receiver = files.load(ConfigFolder.example()).settings().alerts().receivers().stream()
                .filter(found -> !found.quiet().isEmpty())
                .findFirst()
                .orElseThrow();
        LocalDateTime monday = LocalDateTime.of(2026, 11, 30, 0, 0);
        ZoneId zone = ZoneId.of("Europe/Zurich");

        assertThat(IntStream.range(0, 7 * 24)
                        .mapToObj(monday::plusHours)
                        .filter(hour -> !receiver.isQuiet(hour.atZone(zone).toInstant(), zone)))
                .hasSize(5 * 12)
                .allSatisfy(hour -> {
                    assertThat(hour.getDayOfWeek()).isLessThan(DayOfWeek.SATURDAY);
                    assertThat(hour.getHour()).isBetween(7, 18);
                });
    }

    @Test
    void the_example_shows_every_key() throws IOException {
        SortedSet<String> there = new TreeSet<>();
        keysOf(SettingsFile.class, "", there);

        SortedSet<String> shown = new TreeSet<>();
        keysIn(new YAMLMapper().readTree(ConfigFolder.example()), "", shown);

        assertThat(shown).containsAll(there);
    }

    @Test
    void the_example_documents_every_default_once() {
        List<String> lines = ConfigFolder.example().lines().toList();
        SortedSet<String> silent = new TreeSet<>();
        SortedSet<String> documented = new TreeSet<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = KEY.matcher(lines.get(i));
            if (key.matches()) {
                boolean says = says(lines, i, SAYS_DEFAULT) || says(lines, i, SAYS_REQUIRED);
                (says ? documented : silent).add(key.group(2));
            }
        }

        assertThat(documented).isNotEmpty().containsAll(silent);
    }

    @Test
    void the_installed_file_is_valid_with_its_secrets() throws Exception {
        Settings.Loaded loaded = files.load(Files.readString(INSTALLED));

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.settings().instances()).hasSize(1);
    }

    @Test
    void the_installed_file_lacks_only_secrets(@TempDir Path empty) throws IOException {
        assertThat(new ConfigFolder(empty).problems(Files.readString(INSTALLED)))
                .isNotEmpty()
                .allMatch(problem -> problem.contains("File: no such file, neither in "));
    }

    @ParameterizedTest
    @MethodSource("keysWithADefault")
    void a_missing_key_has_the_default_of_its_comment(int line, String key, String said) throws Exception {
        String without = without(line);
        List<String> written = new ArrayList<>(without.lines().toList());
        String prefix = prefix(line);
        written.add(line, " ".repeat(prefix.length()) + key + ": " + said);

        Settings left = files.load(without).settings();
        Settings asSaid = files.load(String.join("\n", written)).settings();

        assertThat(left).as(key).isEqualTo(asSaid);
    }

    @ParameterizedTest
    @MethodSource("keysThatAreRequired")
    void a_missing_required_key_is_reported(int line, String key) {
        assertThatThrownBy(() -> files.load(without(line)))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        missed -> assertThat(missed.problems())
                                .anySatisfy(problem ->
                                        assertThat(problem.toString()).contains(key)));
    }

    static Stream<Object[]> keysWithADefault() {
        return keysSaying(SAYS_DEFAULT).filter(row -> !row[2].equals("none"));
    }

    static Stream<Object[]> keysThatAreRequired() {
        return keysSaying(SAYS_REQUIRED).map(row -> new Object[] {row[0], row[1]});
    }

    private static Stream<Object[]> keysSaying(Pattern what) {
        List<String> lines = ConfigFolder.example().lines().toList();
        List<Object[]> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            Matcher comment = what.matcher(lines.get(i - 1));
            Matcher key = KEY.matcher(lines.get(i));
            if (comment.matches() && key.matches()) {
                rows.add(new Object[] {i, key.group(2), comment.groupCount() == 0 ? "" : comment.group(1)});
            }
        }
        return rows.stream();
    }

    private static boolean says(List<String> lines, int line, Pattern what) {
        return line > 0 && what.matcher(lines.get(line - 1)).matches();
    }

    private static String prefix(int line) {
        Matcher key = KEY.matcher(ConfigFolder.example().lines().toList().get(line));
        assertThat(key.matches()).isTrue();
        return key.group(1);
    }

    /** The example without a key and its value. A list element keeps its dash, with a meaningless key. */
    private static String without(int line) {
        List<String> lines = ConfigFolder.example().lines().toList();
        String prefix = prefix(line);
        String deeper = " ".repeat(prefix.length() + 1);
        int end = line + 1;
        while (end < lines.size() && (lines.get(end).isBlank() || lines.get(end).startsWith(deeper))) {
            end++;
        }
        List<String> kept = new ArrayList<>(lines);
        kept.subList(line, end).clear();
        if (prefix.endsWith("- ")) {
            int next = line;
            while (!KEY.matcher(kept.get(next)).matches()) {
                next++;
            }
            kept.set(next, prefix + kept.get(next).strip());
        }
        return kept.stream().collect(joining("\n"));
    }

    private static void keysOf(Type type, String path, SortedSet<String> keys) {
        if (type instanceof ParameterizedType generic) {
            // For its keys, an Optional, List or Template of a type counts as that type.
            keysOf(generic.getActualTypeArguments()[0], path, keys);
        } else if (type instanceof Class<?> record && record.isRecord() && !FILES.contains(record)) {
            for (RecordComponent component : record.getRecordComponents()) {
                boolean unwrapped = component.getAccessor().isAnnotationPresent(JsonUnwrapped.class);
                String below = unwrapped ? path : path + "/" + key(component);
                if (!unwrapped) {
                    keys.add(below);
                }
                if (!component.getGenericType().getTypeName().contains(Template.class.getName())) {
                    keysOf(component.getGenericType(), below, keys);
                }
            }
        }
    }

    private static String key(RecordComponent component) {
        return Arrays.stream(component.getAccessor().getAnnotationsByType(JsonProperty.class))
                .map(JsonProperty::value)
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse(component.getName());
    }

    private static void keysIn(JsonNode node, String path, SortedSet<String> keys) {
        node.properties().forEach(entry -> {
            keys.add(path + "/" + entry.getKey());
            keysIn(entry.getValue(), path + "/" + entry.getKey(), keys);
        });
        if (node.isArray()) {
            node.forEach(element -> keysIn(element, path, keys));
        }
    }
}
