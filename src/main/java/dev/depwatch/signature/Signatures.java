package dev.depwatch.signature;

import com.google.re2j.Pattern;
import dev.depwatch.config.ConfigException;
import dev.depwatch.config.ConfigFile;
import dev.depwatch.config.Problem;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.record.RecordSearch.Clue;
import dev.depwatch.text.JarText;
import dev.depwatch.token.Cause;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All signatures in force. They decide which sighting a record is. Immutable and thread-safe.
 *
 * <p>The time to recognise a record grows only linearly with its length, whatever its text.
 */
public final class Signatures {
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
        return signatureOf(record).flatMap(signature -> signature.sighting(record));
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

    /** The first signature that matches, with any cause or none. */
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
            signature.mustMatch().stream()
                    .filter(example -> !idOf(signature, example).equals(id))
                    .forEach(example -> problems.add(file.problem(
                            id,
                            "its example is recognised as %s; expected %s: %s"
                                    .formatted(idOf(signature, example), id, Evidence.of(example)))));
            signature.mustNotMatch().stream()
                    .filter(example -> idOf(signature, example).equals(id))
                    .forEach(example ->
                            problems.add(file.problem(id, "matches what it must not match: " + Evidence.of(example))));
        }
    }

    /** The signature that recognises an example of this one, or "nothing". */
    private String idOf(Signature signature, String example) {
        return signature
                .example(example)
                .flatMap(this::signatureOf)
                .map(Signature::id)
                .orElse("nothing");
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
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(directory, SITE_FILES)) {
            listing.forEach(paths::add);
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(Problem.of(
                    directory.toString(),
                    "cannot be listed (" + e.getClass().getSimpleName() + "); expected a folder with signature files"));
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

    /**
     * The form of one kind of record, and the examples that prove it.
     *
     * @param cause what such a record reports; empty for a known record that is no token's problem
     * @param classes the classes that print it
     * @param literal text that every such record contains; the search begins with it
     * @param pattern matches from the message's beginning; empty if the message begins with the literal
     * @param published examples in the source's own words
     * @param composed examples composed from them
     */
    record Signature(
            String id,
            Optional<Cause> cause,
            List<String> classes,
            String literal,
            Optional<Pattern> pattern,
            String source,
            List<String> published,
            List<String> composed,
            List<String> mustNotMatch) {
        /** In place of a class that no source names. */
        static final String ANY_CLASS = "*";

        List<String> mustMatch() {
            return Stream.concat(published.stream(), composed.stream()).toList();
        }

        /** The record that an example begins; empty if its date is invalid. */
        Optional<LogRecord> example(String text) {
            return Example.record(text, classes.get(0));
        }

        /** Whether the record matches, if the field is one of the classes. */
        boolean matches(LogRecord record, ClassField field) {
            String continuation = record.continuation();
            if (!record.firstLine().contains(literal) && !continuation.contains(literal)) {
                return false;
            }
            String message = record.messageAfter(field);
            // It is not public whether Jamf Pro prints an exception as the message, below another message, or as both.
            // In a
            // record of any class, a literal alone in the lines below the first may be a script's output.
            return continuation.isEmpty()
                    ? beginsLikeIt(message)
                    : beginsLikeIt(message + '\n' + continuation) || (!isOfAnyText() && beginsLikeIt(continuation));
        }

        private boolean isOfAnyText() {
            return pattern.isEmpty() && classes.contains(ANY_CLASS);
        }

        private boolean beginsLikeIt(String text) {
            return pattern.map(expression -> expression.matcher(text).lookingAt())
                    .orElseGet(() -> text.startsWith(literal));
        }

        /** What a record that matches reports; empty if that is no token's problem. */
        Optional<Sighting> sighting(LogRecord record) {
            return causeOf(record).map(reported -> {
                boolean network = reported == Cause.SERVICE_ERROR && Fault.of(record) == Fault.NETWORK;
                return new Sighting(reported, network, id, record.loggedAt(), Evidence.of(record.firstLine()));
            });
        }

        /**
         * The cause of that sighting. A known answer stays the cause unless the record names the network. A message
         * without an answer keeps its cause only if the exceptions below it fit a refused token. An expired push
         * certificate is one more reason why TLS fails.
         */
        Optional<Cause> causeOf(LogRecord record) {
            return cause.map(reported -> {
                if (reported.kind().isCertificate()) {
                    return reported;
                }
                boolean hasAnswer = reported != Cause.OAUTH_REFRESH_FAILED;
                return switch (Fault.of(record)) {
                    case NETWORK -> Cause.SERVICE_ERROR;
                    case SERVICE -> hasAnswer ? reported : Cause.SERVICE_ERROR;
                    case UNKNOWN -> hasAnswer ? reported : Cause.BAD_REQUEST;
                    case NONE_OR_REFUSAL -> reported;
                };
            });
        }

        /**
         * Whose fault it is, by the exceptions of a record: those below {@code Caused by:}, and one of the network at the
         * message's beginning. Names and texts are those of the JDK, of Apache HttpClient and of Jamf Pro's own
         * exception. Any other cause is unknown. The last constant that applies decides.
         */
        private enum Fault {
            /** No cause, or causes that fit a refused token: Jamf Pro's exception again, or an answer of 401 or 403. */
            NONE_OR_REFUSAL,
            /** A cause that is not known. */
            UNKNOWN,
            /** An answer of 5xx or 429. */
            SERVICE,
            /** TLS, name look-up, proxy, connection or time-out: it says nothing about a token, whatever the message. */
            NETWORK;

            private static final Pattern CAUSED_BY = Pattern.compile("Caused by:[ \t]*");

            private static final String ANSWER = "java\\.io\\.IOException: Server returned HTTP response code: ";
            private static final String OF_JAMF_PRO = "(?:[\\w$]+\\.)*DeviceEnrollmentProgramException";

            private static final Pattern REFUSED = Pattern.compile(ANSWER + "40[13]\\b|" + OF_JAMF_PRO
                    + "(?:\\s*$|:|\\[(?:responseCode=40[13], )?(?:responseBody='', )?message=)");
            private static final Pattern SERVICE_ANSWERED =
                    Pattern.compile("(?:" + ANSWER + "|" + OF_JAMF_PRO + "\\[responseCode=)(?:5\\d\\d|429)\\b");
            private static final Pattern PROXY_ANSWERED = Pattern.compile(ANSWER + "407\\b");
            private static final Pattern ANSWERED = Pattern.compile(ANSWER + "\\d+\\b");

            private static final Pattern NETWORK_EXCEPTION = Pattern.compile("(?:[\\w$]+\\.)*"
                    + "(?:(?:SSL\\w*|Certificate\\w*|\\w*CertPath\\w*|Validator|UnknownHost|NoRouteToHost|Connect\\w*"
                    + "|\\w*Connect|Socket\\w*|\\w*Timeout|InterruptedIO|NoHttpResponse|ClientProtocol|Tunnel\\w*)"
                    + "Exception|Tls\\w+)\\b");

            /** Texts of the JDK in exceptions with unspecific names. */
            private static final Pattern NETWORK_TEXT =
                    Pattern.compile("java\\.io\\.(?:IO|EOF)Exception: .*(?i:\\b(?:tunnel|proxy|SSL|TLS|PKIX)\\b)");

            static Fault of(LogRecord record) {
                for (ClassField field : record.classFields()) {
                    if (isOfTheNetwork(record.messageAfter(field))) {
                        return NETWORK;
                    }
                }
                return Stream.concat(
                                Stream.of(record.firstLine()),
                                record.continuation().lines())
                        .flatMap(line -> Stream.of(CAUSED_BY.split(line, -1)).skip(1))
                        .map(Fault::ofOne)
                        .max(Fault::compareTo)
                        .orElse(NONE_OR_REFUSAL);
            }

            private static Fault ofOne(String cause) {
                if (REFUSED.matcher(cause).lookingAt()) {
                    return NONE_OR_REFUSAL;
                }
                if (SERVICE_ANSWERED.matcher(cause).lookingAt()) {
                    return SERVICE;
                }
                boolean isNetwork = ANSWERED.matcher(cause).lookingAt()
                        ? PROXY_ANSWERED.matcher(cause).lookingAt()
                        : isOfTheNetwork(cause);
                return isNetwork ? NETWORK : UNKNOWN;
            }

            private static boolean isOfTheNetwork(String text) {
                return NETWORK_EXCEPTION.matcher(text).lookingAt()
                        || NETWORK_TEXT.matcher(text).lookingAt();
            }
        }
    }
}
