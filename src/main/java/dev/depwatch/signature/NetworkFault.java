package dev.depwatch.signature;

import com.google.re2j.Pattern;
import dev.depwatch.logs.LogRecord;

/**
 * Whether a record was caused by the network: TLS, name look-up, connection or time-out. Such a record says nothing of a
 * token, however the message above reads. The names are those of the JDK and of Apache HttpClient.
 */
final class NetworkFault {
    private static final String EXCEPTION =
            "(?:[\\w$]+\\.)*(?:SSL\\w*|UnknownHost|NoRouteToHost|\\w*Connect|Socket\\w*|\\w*Timeout)Exception\\b";
    private static final Pattern CAUSE = Pattern.compile("Caused by: " + EXCEPTION);
    private static final Pattern ITSELF = Pattern.compile(EXCEPTION);

    private NetworkFault() {}

    static boolean in(LogRecord record) {
        return CAUSE.matcher(record.header()).find()
                || CAUSE.matcher(record.continuation()).find()
                || record.classFields().stream()
                        .anyMatch(field ->
                                ITSELF.matcher(record.messageAfter(field)).lookingAt());
    }
}
