package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.config.FileAccess;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Template;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the instances of a template: one for each folder whose place in the path of the log is a {@code *}. A folder
 * that cannot be an instance is skipped with a warning, and keeps none of the others from being found.
 */
final class Discovery {
    private static final Pattern ONE_STAR = Pattern.compile("(/(?:[^*]*/)?)\\*((?:/[^*/]+)+)");
    private static final String EXPECTED =
            "; expected an absolute path with one * for a folder, such as /usr/local/jss/logs/*/JAMFSoftwareServer.log";

    /** What Tomcat makes a path of, and what means nothing in an address, a file name or a placeholder. */
    private static final Pattern CONTEXT = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._~-]{0,99}");

    /** Stands for the name of a folder where the template itself is checked. */
    private static final String ANY_CONTEXT = "context";

    /** Each log is a thread. */
    static final int MAX_LOGS = 1_000;

    private final Template<Written> template;
    private final String hostName;
    private final Remarks remarks;
    private String whyNone = "";

    /**
     * Instances that are found by the folders of their logs; a template of one, filled for each.
     *
     * @param instance {@code logs} has one {@code *} for a folder
     * @param except folders that are none
     * @param contexts what differs, by the name of the folder
     */
    record Written(
            @JsonUnwrapped InstanceSettings instance,
            @JsonProperty(defaultValue = "[]") List<String> except,
            @JsonProperty(defaultValue = "{}") Map<String, Template<InstanceSettings>> contexts) {}

    Discovery(Template<Written> template, String hostName) {
        this.template = template;
        this.remarks = template.remarks();
        this.hostName = hostName;
    }

    /**
     * The instances that are there now, in the order of their folders.
     *
     * @param known those that are there already. A folder whose log one of them follows is passed over.
     */
    List<InstanceSettings> instances(List<InstanceSettings> known) {
        Set<Object> followed = known.stream()
                .flatMap(instance -> instance.logs().stream())
                .map(Discovery::file)
                .collect(Collectors.toCollection(HashSet::new));
        Set<String> names = known.stream().flatMap(Discovery::names).collect(Collectors.toCollection(HashSet::new));
        Map<String, Template<Written>> special = template.templates("contexts");
        template.check(placeholders(ANY_CONTEXT, Optional.empty()), Map.of("logs", "/none"), Optional.empty());
        special.forEach((context, others) -> template.check(
                placeholders(context, Optional.of(others)), Map.of("logs", "/none"), Optional.of(others)));
        Map<String, Path> found = found();
        found.keySet().removeAll(template.texts("except"));
        special.keySet().stream()
                .filter(context -> !found.containsKey(context))
                .forEach(context -> remarks.warning(
                        "contexts",
                        "no folder " + remarks.shown("context", context) + " is found; correct the name or remove it"));
        found.values().removeIf(log -> followed.contains(file(log)));
        Optional<String> one = template.text("name").filter(name -> !name.contains("{context}"));
        if (found.size() > 1 && one.isPresent()) {
            String name = remarks.shown("name", one.get()) + " for " + found.size() + " folders";
            remarks.problem("name", "found " + name + "; expected {context} in it, which is the folder's name");
            return List.of();
        }
        List<InstanceSettings> instances = new ArrayList<>();
        // First those that were renamed: their former names are theirs, even if the former folder is still there.
        List<Map.Entry<String, Path>> ordered = found.entrySet().stream()
                .sorted(Comparator.comparing(folder -> Optional.ofNullable(special.get(folder.getKey()))
                        .flatMap(others -> others.text("formerName"))
                        .isEmpty()))
                .toList();
        ordered.forEach(folder -> {
            String context = folder.getKey();
            Path log = folder.getValue();
            if (!CONTEXT.matcher(SafeText.name(context)).matches()) {
                skip(
                        context,
                        "expected a name that begins with a letter or digit and has only letters, digits and . _ ~ -");
            } else if (followed.size() >= MAX_LOGS) {
                skip(
                        context,
                        "more than " + MAX_LOGS + " logs, with those of all other instances; expected"
                                + " several depwatches to share them");
            } else if (!followed.add(file(log))) {
                skip(context, "its log is that of another folder");
            } else {
                instance(context, log, Optional.ofNullable(special.get(context)))
                        .filter(instance -> isNew(instance, context, names))
                        .ifPresent(instances::add);
            }
        });
        return instances;
    }

    /** Remarks on a template that found nothing. */
    void remarkNoInstance(boolean isAnotherWatched) {
        String sentence = "no instance found" + (whyNone.isEmpty() ? "" : ": " + whyNone);
        if (!isAnotherWatched) {
            remarks.problem("logs", sentence + "; expected at least one to watch");
        } else if (!whyNone.isEmpty()) {
            remarks.warning("logs", sentence);
        }
    }

    private boolean isNew(InstanceSettings instance, String context, Set<String> names) {
        Optional<String> taken = names(instance).filter(names::contains).findFirst();
        taken.ifPresentOrElse(
                name -> skip(context, "\"" + name + "\" is the name of another instance"),
                () -> names(instance).forEach(names::add));
        return taken.isEmpty();
    }

    private static Stream<String> names(InstanceSettings instance) {
        return Stream.concat(Stream.of(instance.name()), instance.formerName().stream());
    }

    private Map<String, String> placeholders(String context, Optional<Template<Written>> special) {
        String name = special.flatMap(others -> others.text("name"))
                .or(() -> template.text("name"))
                .orElse("")
                .replace("{context}", SafeText.name(context))
                .replace("{host}", hostName);
        return Map.of("context", SafeText.name(context), "host", hostName, "name", SafeText.name(name));
    }

    private Optional<InstanceSettings> instance(String context, Path log, Optional<Template<Written>> special) {
        Template.Filled<Written> filled =
                template.fill(placeholders(context, special), Map.of("logs", log.toString()), special);
        if (!filled.flaws().isEmpty()) {
            skip(context, String.join("; ", filled.flaws()));
            return Optional.empty();
        }
        return Optional.of(filled.value().instance());
    }

    private void skip(String context, String why) {
        String sentence = "the folder " + remarks.shown("context", context) + " is skipped: " + why;
        whyNone = whyNone.isEmpty() ? sentence : whyNone;
        remarks.warning("logs", sentence);
    }

    /** Such a link is no context of its own: discovery finds the folder that it leads to by its name. */
    private static boolean isLinkToAnother(Path folder) throws IOException {
        return Files.isSymbolicLink(folder)
                && folder.resolveSibling("")
                        .toRealPath()
                        .equals(folder.toRealPath().getParent());
    }

    /** Also for a folder with the name of a context that depwatch may not enter: it may follow the log already. */
    private static boolean isInstance(Path folder, Path log) {
        try {
            return !isLinkToAnother(folder)
                    && Files.readAttributes(log, BasicFileAttributes.class).isRegularFile();
        } catch (IOException e) {
            return e instanceof AccessDeniedException
                    && CONTEXT.matcher(folder.getFileName().toString()).matches();
        }
    }

    /** The logs by the name of the folder, in its order. */
    private Map<String, Path> found() {
        Map<String, Path> found = new TreeMap<>();
        Optional<String> logs = template.text("logs");
        Matcher glob = ONE_STAR.matcher(logs.orElse(""));
        if (!glob.matches()) {
            String wrong =
                    logs.map(text -> "found " + remarks.shown("logs", text)).orElse("no path");
            remarks.problem("logs", wrong + EXPECTED);
            return found;
        }
        try {
            for (Path folder : FileAccess.listed(Path.of(glob.group(1)), "*")) {
                Path log = folder.resolve(glob.group(2).substring(1));
                if (isInstance(folder, log)) {
                    found.put(folder.getFileName().toString(), log);
                }
            }
            whyNone = found.isEmpty() ? "nothing matches \"" + glob.group() + "\"" : "";
        } catch (IOException | InvalidPathException e) {
            whyNone = "cannot list the folder \"" + glob.group(1) + "\"";
        }
        return found;
    }

    /** The identity of a log: two links to one file have the same, if the file exists. */
    static Object file(Path log) {
        try {
            Object key = Files.readAttributes(log, BasicFileAttributes.class).fileKey();
            return key == null ? log : key;
        } catch (IOException ignored) {
            // It may be created later.
            return log;
        }
    }
}
