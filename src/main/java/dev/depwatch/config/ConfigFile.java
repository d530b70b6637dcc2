package dev.depwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A configuration file on its way to records. It collects every problem with its place and continues, so that the
 * administrator sees all of them at once; then it throws them together.
 */
public final class ConfigFile {
    /** A thousand instances need a fifth of it. */
    private static final int MAX_KIB = 1024;

    private final Problems problems;
    private final Binding binding;
    private final JsonNode root;

    private ConfigFile(Problems problems, Binding binding, JsonNode root) {
        this.problems = problems;
        this.binding = binding;
        this.root = root;
    }

    /**
     * Reads the file and parses it as YAML.
     *
     * @param environment of the process; {@code CREDENTIALS_DIRECTORY} is the first folder for secret files
     * @throws ConfigException if the file is unreadable or not one YAML document
     */
    public static ConfigFile read(Path file, Map<String, String> environment) throws ConfigException {
        return of(text(file), file, environment);
    }

    /**
     * The text of the file, to be understood more than once.
     *
     * @throws ConfigException if it cannot be read
     */
    public static String text(Path file) throws ConfigException {
        try {
            FileAccess.requireSmall(file, MAX_KIB);
            return decode(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConfigException(
                    List.of(Problem.of(file.toString(), "cannot be read: " + FileAccess.whyUnread(e))));
        }
    }

    private static String decode(Path file, byte[] bytes) throws ConfigException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            // What is not UTF-8 became this character.
            int wrong = text.indexOf('\uFFFD');
            int line = text.substring(0, wrong).split("\n", -1).length;
            int column = wrong - text.lastIndexOf('\n', wrong);
            String sentence = "not UTF-8 text; save the file in that encoding";
            throw new ConfigException(List.of(new Problem(file.toString(), line, column, "", sentence)));
        }
        // Windows editors begin a file with a byte order mark.
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** As {@link #read}, of a text that was read from the file before. */
    public static ConfigFile of(String text, Path file, Map<String, String> environment) throws ConfigException {
        Problems problems = new Problems(file.toString());
        JsonNode root = YamlTree.read(text, problems).orElseThrow(problems::exception);
        Path beside = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
        Optional<Path> credentials = Optional.ofNullable(environment.get("CREDENTIALS_DIRECTORY"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
        Binding binding = new Binding(problems, new Texts(beside), new SecretFiles(credentials, beside));
        return new ConfigFile(problems, binding, root);
    }

    /** From now on a file with a secret that cannot be used is a warning, and the secret carries why. */
    public void secretsMayBeMissing() {
        problems.secretsMayBeMissing();
    }

    /**
     * Gives each map of the list at one key what it does not say itself and the map at another key does. Only a map of
     * the list has a name.
     *
     * @param values of the placeholders for a map of the list, by its key {@code name}, which is "" if it has none;
     *     empty: texts stay as they are written
     */
    public void inherit(String from, String list, Function<String, Optional<Map<String, String>>> values) {
        if (root.path(from).path("name").isTextual()) {
            String name = Problems.join(from, "name");
            problems.remark(name, "found in " + from + "; expected in each instance, since it is its identity");
        }
        if (root.path(from) instanceof ObjectNode defaults && root.path(list) instanceof ArrayNode maps) {
            for (int i = 0; i < maps.size(); i++) {
                String path = list + "[" + i + "]";
                if (maps.get(i) instanceof ObjectNode map) {
                    String name = map.path("name").asText("");
                    new Placeholders(problems, values.apply(name)).merge(map, path, defaults, from, false);
                }
            }
        }
    }

    /**
     * The whole file as a record. An unreadable value is a problem and a stand-in replaces it, so that all other rules
     * are still checked: do not use the record before {@link #warnings} has returned.
     */
    public <T extends Record> T bind(Class<T> type) {
        return binding.bind(root, type, "");
    }

    /** Whether a problem is known so far. */
    public boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** For remarks on a record from this file. */
    public Remarks remarksOn(Record record) {
        return new Remarks(problems, problems.pathOf(record));
    }

    /**
     * Warnings about a usable file.
     *
     * @throws ConfigException with all problems if the file is unusable
     */
    public List<Problem> warnings() throws ConfigException {
        if (!problems.isEmpty()) {
            throw problems.exception();
        }
        return problems.warnings();
    }
}
