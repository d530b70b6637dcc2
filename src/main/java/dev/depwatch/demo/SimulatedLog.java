package dev.depwatch.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An instance's JAMFSoftwareServer.log, written and rotated as log4j does: by size, each backup renamed to the next
 * number. Every message in it is public; docs/signatures.md names the sources.
 *
 * <p>Not thread-safe.
 *
 * @param maxBytes the size at which the log rotates
 */
public record SimulatedLog(Path file, Form form, ZoneId zone, long maxBytes) {
    /** The layouts of Jamf Pro's logs, with the letters of the documentation. */
    public enum Form {
        /** Jamf Pro until 10.30, with a space in the date; it does not log Apple's answer. */
        A("uuuu-MM-dd HH:mm:ss,SSS"),
        /** Jamf Pro since 10.31, with a T in the date. */
        B("uuuu-MM-dd'T'HH:mm:ss,SSS"),
        /** The standard output of Jamf Pro's container. */
        C("uuuu-MM-dd HH:mm:ss");

        private final DateTimeFormatter date;

        Form(String pattern) {
            this.date = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        }

        private String record(String date, String level, String thread, String className, String message) {
            return switch (this) {
                case A, B ->
                    "%s [%-5s] [%-11s] [%-25s] - %s%n"
                            .formatted(date, level, last(thread, 11), last(className, 25), message);
                case C -> "%s %-5s %s: - %s%n".formatted(date, level, className, message);
            };
        }

        private static String last(String text, int length) {
            return text.substring(Math.max(0, text.length() - length));
        }
    }

    /** Why Apple rejects the session of a token. */
    public enum Failure {
        /** The owner changed the password after downloading the token. */
        PASSWORD_CHANGED,
        /** A newer token of the same server was downloaded, which ends this one. */
        TOKEN_REPLACED,
        /** The organisation has new terms to accept. */
        TERMS_NOT_SIGNED,
        /** The token has expired. */
        TOKEN_EXPIRED,
        /** Apple's service fails for everyone. */
        SERVICE_ERROR
    }

    private static final int BACKUPS = 10;
    private static final String UNSTATED =
            "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException:"
                    + " An error occurred during oauth token refresh";

    /** A record unrelated to tokens, like nearly all records. */
    public void chatter(Instant now) throws IOException {
        write(now, "INFO", "GeneralPool-82", "ParentProfileCleanupMonitor", "Running parent profile cleanup");
    }

    /** The record of a token's failed sync. */
    public void failed(Failure failure, Instant now) throws IOException {
        write(now, "ERROR", "ScheduledPool-8", "DeviceEnrollmentInstanceSyncCommService", message(failure));
    }

    private String message(Failure failure) {
        return switch (failure) {
            case PASSWORD_CHANGED -> form == Form.A ? UNSTATED : forbidden("FORBIDDEN");
            case TOKEN_REPLACED -> forbidden("token_rejectedForbidden");
            case TERMS_NOT_SIGNED -> forbidden("T_C_NOT_SIGNED");
            case TOKEN_EXPIRED ->
                "DeviceEnrollmentProgramException[message='Cannot create a connection for an expired token']";
            case SERVICE_ERROR ->
                form == Form.A
                        ? UNSTATED
                        : "DeviceEnrollmentProgramException[responseCode=500, message='The DEP service reported an"
                                + " error.']";
        };
    }

    private static String forbidden(String body) {
        return "DeviceEnrollmentProgramException[responseCode=403, responseBody='" + body
                + "', message='An error occurred during oauth token refresh']";
    }

    private void write(Instant now, String level, String thread, String className, String message) throws IOException {
        String record = form.record(form.date.format(now.atZone(zone)), level, thread, className, message);
        Files.writeString(file, record, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (Files.size(file) >= maxBytes) {
            rotate();
        }
    }

    private void rotate() throws IOException {
        Files.deleteIfExists(backup(BACKUPS));
        for (int number = BACKUPS - 1; number > 0; number--) {
            if (Files.exists(backup(number))) {
                Files.move(backup(number), backup(number + 1));
            }
        }
        Files.move(file, backup(1));
    }

    private Path backup(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
