package dev.depwatch.daemon;

import dev.depwatch.config.Remarks;
import dev.depwatch.config.Template;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the instances of a template: one for each folder whose place in the path of the log is a {@code *}. */
final class Discovery {
    private static final Pattern ONE_STAR = Pattern.compile("(/(?:[^*]*/)?)\\*((?:/[^*/]+)+)");
    private static final String EXPECTED =
            "; expected an absolute path with one * for a folder, such as /usr/local/jss/logs/*/JAMFSoftwareServer.log";

    private Discovery() {}

    static List<InstanceSettings> instances(Template<InstanceSettings> template, String hostName) {
        Map<String, Path> found = found(template);
        if (found.isEmpty()) {
            template.check(Map.of("logs", "/none"));
        }
        return found.entrySet().stream()
                .map(match -> template.fill(
                        Map.of("context", SafeText.name(match.getKey()), "host", hostName),
                        Map.of("logs", match.getValue().toString())))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Such a folder is found by its own name: its log would be followed twice. */
    private static boolean isLinkToAnother(Path folder) throws IOException {
        Path place = folder.toAbsolutePath().getParent();
        return Files.isSymbolicLink(folder)
                && place != null
                && place.toRealPath().equals(folder.toRealPath().getParent());
    }

    /** The logs by the name of the folder, in its order. */
    private static Map<String, Path> found(Template<InstanceSettings> template) {
        Optional<String> logs = template.text("logs");
        Matcher glob = ONE_STAR.matcher(logs.orElse(""));
        if (!glob.matches()) {
            Remarks remarks = template.remarks();
            String wrong =
                    logs.map(text -> "found " + remarks.shown("logs", text)).orElse("no path");
            remarks.problem("logs", wrong + EXPECTED);
            return Map.of();
        }
        TreeMap<String, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of(glob.group(1)))) {
            for (Path folder : folders) {
                Path log = Path.of(folder + glob.group(2));
                if (Files.isRegularFile(log) && !isLinkToAnother(folder) && found.size() <= SettingsFile.MAX_LOGS) {
                    found.put(folder.getFileName().toString(), log);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException | InvalidPathException e) {
            template.remarks().warning("logs", "no instance found: there is no folder \"" + glob.group(1) + "\"");
            return Map.of();
        } catch (IOException | DirectoryIteratorException e) {
            template.remarks()
                    .warning("logs", "no instance found: depwatch may not list the folder \"" + glob.group(1) + "\"");
            return Map.of();
        }
        if (found.isEmpty()) {
            template.remarks().warning("logs", "no instance found: nothing matches \"" + glob.group() + "\"");
        }
        return found;
    }
}
