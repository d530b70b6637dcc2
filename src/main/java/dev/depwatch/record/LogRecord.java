package dev.depwatch.record;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;

/**
 * One record of a log: the line that starts with a date, and the lines up to the next such line.
 *
 * <p>All of it is hostile text: it may contain any name of a device, a policy or a proxy.
 *
 * @param loggedAt the record's own time. A record of {@link Layout#SHORT} states no date: then only the time of day is
 *     true, and the date is 1970-01-01
 * @param date the printed date, in UTC if a zone is printed: the order of a log's records
 * @param classFields the fields that may name the class: exactly one in Jamf Pro's own layouts, every header field of
 *     an edited layout, none if the layout is not understood
 * @param continuation the lines after the first, without the last line's end; "" if there are none
 */
public record LogRecord(
        Instant loggedAt,
        LocalDateTime date,
        Layout layout,
        List<ClassField> classFields,
        String firstLine,
        String continuation) {
    /** Sentences for the administrator: what to check if depwatch understands no record of a log. */
    public static final String EXPECTED_LAYOUT =
            "A record must start with a date and name its class, as in Jamf Pro's own layout "
                    + "\"%d{ISO8601} [%-5p] [%-11.11t] [%-25.25c{1}] - %m%n\". "
                    + "Check that the path is that of JAMFSoftwareServer.log and that the file is not in UTF-16; "
                    + "check its layout in log4j2.xml "
                    + "(Jamf Pro before 10.31: log4j.properties).";

    /** How a record's first line is laid out. The letters are those of the documentation. */
    public enum Layout {
        /** A: {@code 2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - message}. */
        SPACED,
        /** B: the same with a {@code T} in the date. */
        ISO,
        /** C: {@code 2026-11-24 22:32:44 ERROR SimpleClass: - message}, a container's standard output. */
        CONTAINER,
        /**
         * D: {@code 12:01:10 [ntInstanceSyncCommService] - message}, only in published excerpts, never in a live log.
         */
        SHORT,
        /** A date, a level and fields, in an order or with separators that an administrator chose. */
        EDITED,
        /** A date, and nothing else that depwatch recognises. */
        NOT_UNDERSTOOD
    }

    /**
     * A header field that may name the class.
     *
     * @param name the field without its padding, package and line number
     * @param messageStart where in the first line the message begins if this field is the class
     */
    public record ClassField(String name, int messageStart) {
        /** {@code %-25.25c} keeps only the end of a longer name. */
        private static final int PRINTED_LENGTH = 25;

        /**
         * A class name as Jamf Pro's layout prints it, without its padding: the last 25 characters of the simple name.
         * depwatch compares only these, so a name in full, with its package or as printed means the same class.
         */
        public static String printed(String className) {
            String simple = className.substring(className.lastIndexOf('.') + 1);
            return simple.substring(Math.max(0, simple.length() - PRINTED_LENGTH));
        }
    }

    /** Whether depwatch recognises the record's class and message. */
    public boolean understood() {
        return layout != Layout.NOT_UNDERSTOOD;
    }

    /** The message in the first line, if this field is the class. */
    public String messageAfter(ClassField field) {
        return firstLine.substring(field.messageStart());
    }
}
