package dev.depwatch.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The jar carries the licence of every library in it, with its notices; so do the packages. */
class LicensesTest {
    private static final Path LICENSES = Path.of("src/main/resources/META-INF/licenses");
    private static final String APACHE = "Apache-2.0.txt";

    /** What a library's own jar says; the EPL's libraries call it LICENSE.md, Jackson has FastDoubleParser-LICENSE. */
    private static final Pattern TEXT = Pattern.compile("META-INF/([\\w-]+-)?(LICENSE|NOTICE)(\\.\\w+)?");

    private final Map<String, List<String>> listed = new TreeMap<>();
    private final Map<String, Path> jars = new TreeMap<>();

    @BeforeEach
    void read() throws IOException {
        for (String line : Files.readAllLines(LICENSES.resolve("licenses.tsv"))) {
            if (!line.startsWith("#")) {
                String[] columns = line.split("\t", 2);
                listed.put(columns[0], List.of(columns[1].split(" ", -1)));
            }
        }
        // The build writes it before the tests: what depwatch needs when it runs, in a repository of Maven's layout.
        for (String jar :
                Files.readString(Path.of("target/runtime-classpath")).strip().split(File.pathSeparator, -1)) {
            Path path = Path.of(jar);
            jars.put(path.getName(path.getNameCount() - 3).toString(), path);
        }
    }

    @Test
    void every_library_of_the_jar_is_listed_and_no_other() {
        assertThat(listed.keySet()).containsExactlyElementsOf(jars.keySet());
    }

    @Test
    void every_text_is_listed_and_every_listed_text_is_there() throws IOException {
        try (var files = Files.list(LICENSES)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("licenses.tsv")))
                    .containsExactlyInAnyOrderElementsOf(
                            listed.values().stream().flatMap(List::stream).collect(Collectors.toSet()));
        }
    }

    @Test
    void what_a_library_says_itself_is_among_its_texts() throws IOException {
        Map<String, String> texts = new HashMap<>();
        for (Map.Entry<String, Path> library : jars.entrySet()) {
            List<String> names = listed.getOrDefault(library.getKey(), List.of());
            for (String name : names) {
                texts.put(name, words(Files.readString(LICENSES.resolve(name))));
            }
            String all = names.stream().map(texts::get).collect(Collectors.joining(" "));
            try (ZipFile jar = new ZipFile(library.getValue().toFile())) {
                for (ZipEntry entry : Collections.list(jar.entries())) {
                    if (TEXT.matcher(entry.getName()).matches()) {
                        String said = words(new String(jar.getInputStream(entry).readAllBytes(), UTF_8));
                        assertThat(all.contains(said) || (isApache(said) && names.contains(APACHE)))
                                .as("%s of %s is in one of %s", entry.getName(), library.getValue(), names)
                                .isTrue();
                    }
                }
            }
        }
    }

    /** Which several libraries print with another address, or a slip. */
    private static boolean isApache(String words) {
        return words.startsWith("Apache License Version 2.0, January 2004")
                && words.contains("END OF TERMS AND CONDITIONS");
    }

    @Test
    void the_package_of_debian_names_every_library() throws IOException {
        assertThat(words(Files.readString(Path.of("src/main/package/deb-copyright")))
                        .split(",? ", -1))
                .contains(listed.keySet().toArray(String[]::new));
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
