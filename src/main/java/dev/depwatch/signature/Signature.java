package dev.depwatch.signature;

import com.google.re2j.Pattern;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.token.Cause;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The form of one kind of record, and the examples that prove it.
 *
 * @param cause what such a record reports; empty for a known record that is no token's problem
 * @param classes the classes that print it
 * @param literal text that every such record contains; the search begins with it
 * @param pattern matches from the message's beginning; empty if the message begins with the literal
 */
record Signature(
        String id,
        Optional<Cause> cause,
        List<String> classes,
        String literal,
        Optional<Pattern> pattern,
        String source,
        List<String> mustMatch,
        List<String> mustNotMatch) {
    /** In place of a class that no source names. */
    static final String ANY_CLASS = "*";

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
        // It is not public whether Jamf Pro prints an exception as the message, below another message, or as both. In a
        // record of any class, a literal alone in the lines below the first may be a script's output.
        return continuation.isEmpty()
                ? beginsLikeIt(message)
                : beginsLikeIt(message + '\n' + continuation)
                        || ((pattern.isPresent() || !classes.contains(ANY_CLASS)) && beginsLikeIt(continuation));
    }

    private boolean beginsLikeIt(String text) {
        return pattern.map(expression -> expression.matcher(text).lookingAt())
                .orElseGet(() -> text.startsWith(literal));
    }

    /**
     * What a record that matches reports; empty if that is no token's problem. A known answer stays the cause unless
     * the record names the network. A message without an answer keeps its cause only if the exceptions below it fit a
     * refused token. An expired push certificate is one more reason why TLS fails.
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

    /** Whether the record reports its cause because of a fault of the network. */
    static boolean isOfTheNetwork(Cause reported, LogRecord record) {
        return reported == Cause.SERVICE_ERROR && Fault.of(record) == Fault.NETWORK;
    }

    /**
     * Whose fault it is, by the exceptions of a record: those below {@code Caused by:}, and one of the network that begins
     * the message or the line below it. Names and texts are those of the JDK, of Apache HttpClient and of Jamf Pro's own
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

        /** An exception that wraps another without a text of its own repeats that one's name and text. */
        private static final String WRAPPED = "(?:[\\w.$]+(?:Exception|Error): )*";

        private static final Pattern REFUSED = Pattern.compile(WRAPPED + "(?:" + ANSWER + "40[13]\\b|" + OF_JAMF_PRO
                + "(?:\\s*$|:|\\[(?:responseCode=40[13], )?(?:responseBody='', )?message=))");
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
            if (Stream.concat(record.classFields().stream().map(record::messageAfter), Stream.of(record.continuation()))
                    .anyMatch(Fault::isOfTheNetwork)) {
                return NETWORK;
            }
            return Stream.concat(
                            Stream.of(record.firstLine()), record.continuation().lines())
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
            return isOfTheNetwork(cause) ? NETWORK : UNKNOWN;
        }

        private static boolean isOfTheNetwork(String text) {
            return ANSWERED.matcher(text).lookingAt()
                    ? PROXY_ANSWERED.matcher(text).lookingAt()
                    : NETWORK_EXCEPTION.matcher(text).lookingAt()
                            || NETWORK_TEXT.matcher(text).lookingAt();
        }
    }
}
