package dev.depwatch.signature;

import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.FileAccess;
import dev.depwatch.config.Problem;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.RecordSearch.Clue;
import dev.depwatch.text.JarText;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All signatures in force. They decide which sighting a record is. Immutable and thread-safe.
 *
 * <p>The time to recognise a record grows only linearly with its length, whatever its text.
 */
public final class Signatures {
    /**
     * One record that matches a signature.
     *
     * @param cause what the record reports; always {@link Cause#SERVICE_ERROR} if that is a fault of the network; {@link
     *     Cause#OAUTH_REFRESH_FAILED} only if every cause in the record fits it
     * @param network whether the record reports a network fault (TLS, name look-up, proxy, connection, time-out)
     * @param signature the id of the signature
     * @param loggedAt the record's own time
     * @param evidence the record's first line, cut and cleaned of control characters and secrets; still hostile text
     */
    public record Sighting(Cause cause, boolean network, String signature, Instant loggedAt, String evidence) {}

    /** In the order in which they are tried: of ADE, those with a known answer come first. */
    static final List<String> BUILT_IN =
            List.of("ade-answers.yml", "not-a-token-problem.yml", "ade-unspecific.yml", "content.yml", "push.yml");

    private static final String SITE_FILES = "*.{yml,yaml}";

    private final List<Signature> all;
    /** Each class with its own signatures first. */
    private final Map<String, List<Signature>> byClass = new HashMap<>();

    private final List<Signature> ofAnyClass;

    private Signatures(List<Signature> all) {
        this.all = List.copyOf(all);
        for (Signature signature : all) {
            for (String className : signature.classes()) {
                byClass.computeIfAbsent(ClassField.printed(className), printed -> new ArrayList<>())
                        .add(signature);
            }
        }
        this.ofAnyClass = byClass.getOrDefault(Signature.ANY_CLASS, List.of());
        byClass.forEach((name, own) -> {
            if (!name.equals(Signature.ANY_CLASS)) {
                own.addAll(ofAnyClass);
            }
        });
    }

    /** The signatures that come with depwatch. */
    public static Signatures builtIn() {
        List<Problem> problems = new ArrayList<>();
        Signatures builtIn = new Signatures(builtInFiles(problems).stream()
                .flatMap(file -> file.signatures().stream())
                .toList());
        if (!problems.isEmpty()) {
            throw new IllegalStateException(problems.toString());
        }
        return builtIn;
    }

    /**
     * The signatures that come with depwatch, followed by a site's own.
     *
     * @param directory holds the site's {@code .yml} files
     * @throws ConfigException with every problem of every file, if there is one
     */
    public static Signatures withSite(Path directory) throws ConfigException {
        Signatures builtIn = builtIn();
        List<Problem> problems = new ArrayList<>();
        List<Signature> all = new ArrayList<>(builtIn.all);
        Map<String, String> places = new HashMap<>();
        builtIn.all.forEach(signature -> places.put(signature.id(), "depwatch itself"));
        List<SignatureFile> files = siteFiles(directory, problems);
        for (SignatureFile file : files) {
            for (Signature signature : file.signatures()) {
                String place = places.putIfAbsent(signature.id(), file.name());
                if (place != null) {
                    problems.add(file.problem(
                            signature.id(),
                            "this id belongs to " + place
                                    + "; choose another, because signatures cannot be overridden"));
                }
                all.add(signature);
            }
        }
        Signatures signatures = new Signatures(all);
        files.forEach(file -> signatures.prove(file, problems));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return signatures;
    }

    /** Text that every sighting's record contains. Other records need not be parsed. */
    public List<Clue> clues() {
        return all.stream()
                .filter(signature -> signature.cause().isPresent())
                .map(signature -> new Clue(
                        signature.classes().stream()
                                .map(name -> name.equals(Signature.ANY_CLASS) ? "" : ClassField.printed(name))
                                .toList(),
                        signature.literal()))
                .toList();
    }

    /** The sighting in the record; empty for most records, which have none. */
    public Optional<Sighting> recognise(LogRecord record) {
        return signatureOf(record)
                .flatMap(signature -> signature
                        .causeOf(record)
                        .map(cause -> new Sighting(
                                cause,
                                Signature.isOfTheNetwork(cause, record),
                                signature.id(),
                                record.loggedAt(),
                                Evidence.of(record.firstLine()))));
    }

    /**
     * The cause of the sighting that {@link #recognise} would return. It skips the evidence, whose cleaning takes
     * several times as long. This helps a caller that shows the evidence of only one record among many.
     */
    public Optional<Cause> causeOf(LogRecord record) {
        return signatureOf(record).flatMap(signature -> signature.causeOf(record));
    }

    /** The id of the signature that matches, also of one that says that a record is no failure of a token. */
    public Optional<String> idOf(LogRecord record) {
        return signatureOf(record).map(Signature::id);
    }

    /** Whether a signature names the class that may have written the record. */
    public boolean knowClassOf(LogRecord record) {
        return record.classFields().stream().anyMatch(field -> byClass.containsKey(ClassField.printed(field.name())));
    }

    /** The first signature that matches, with any cause or none. A loop and no stream: each record of a log comes here. */
    Optional<Signature> signatureOf(LogRecord record) {
        for (ClassField field : record.classFields()) {
            for (Signature signature : byClass.getOrDefault(ClassField.printed(field.name()), ofAnyClass)) {
                if (signature.matches(record, field)) {
                    return Optional.of(signature);
                }
            }
        }
        return Optional.empty();
    }

    /** Runs every example of a file against all signatures and adds each failure to the problems. */
    void prove(SignatureFile file, List<Problem> problems) {
        for (Signature signature : file.signatures()) {
            String id = signature.id();
            Signatures alone = new Signatures(List.of(signature));
            for (String example : signature.mustMatch()) {
                Optional<Signature> found = alone.found(signature, example).flatMap(own -> found(signature, example));
                // Another one of the same cause says the same: depwatch itself may learn what a site had to add.
                if (!found.map(Signature::cause).equals(Optional.of(signature.cause()))) {
                    problems.add(file.problem(
                            id,
                            "its example is recognised as %s; expected %s: %s"
                                    .formatted(found.map(Signature::id).orElse("nothing"), id, Evidence.of(example))));
                }
            }
            signature.mustNotMatch().stream()
                    .filter(example -> found(signature, example).equals(Optional.of(signature)))
                    .forEach(example ->
                            problems.add(file.problem(id, "matches what it must not match: " + Evidence.of(example))));
        }
    }

    /** The signature that recognises an example of this one. */
    private Optional<Signature> found(Signature signature, String example) {
        return signature.example(example).flatMap(this::signatureOf);
    }

    List<Signature> all() {
        return all;
    }

    static List<SignatureFile> builtInFiles(List<Problem> problems) {
        return BUILT_IN.stream()
                .map(name -> SignatureFile.parse(name, JarText.of("/signatures/" + name), problems))
                .toList();
    }

    private static List<SignatureFile> siteFiles(Path directory, List<Problem> problems) {
        List<SignatureFile> files = new ArrayList<>();
        List<Path> paths = new ArrayList<>();
        try {
            paths.addAll(FileAccess.listed(directory, SITE_FILES));
        } catch (IOException e) {
            problems.add(Problem.of(
                    directory.toString(),
                    "cannot be listed (" + FileAccess.reason(e) + "); expected a folder with signature files"));
        }
        paths.sort(null);
        for (Path path : paths) {
            try {
                files.add(SignatureFile.parse(path.toString(), ConfigFile.text(path), problems));
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
        return files;
    }
}
