package dev.depwatch.logs;

import dev.depwatch.record.LogRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A random log: many failures, texts that resemble them, and much rubbish. */
final class GeneratedLog {
    private static final int LENGTH = 400_000;

    private static final List<String> CLASSES = List.of(
            "DeviceEnrollmentInstanceSyncCommService",
            "ntInstanceSyncCommService",
            "com.jamfsoftware.jss.DeviceEnrollmentProgramDeviceHelper",
            "llmentProfileSynchronizer",
            "eEnrollmentProgramRequest",
            "VppServiceTokenObject",
            "VppCommService",
            "Api",
            "SiteThing",
            "Zähler",
            "PolicyHelper",
            "InstanceSyncCommService");

    private static final String EXCEPTION =
            "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException";

    private static final List<String> MESSAGES = List.of(
            EXCEPTION + ": An error occurred during oauth token refresh",
            EXCEPTION + ": The DEP service reported an error.",
            EXCEPTION
                    + "[responseCode=403, responseBody='T_C_NOT_SIGNED', message='An error occurred during oauth token refresh']",
            EXCEPTION
                    + "[responseCode=401, responseBody='token_rejected', message='An error occurred during oauth token refresh']",
            EXCEPTION + "[responseBody='token_expired', message='An error occurred during oauth token refresh']",
            "DeviceEnrollmentProgramException[responseCode=401, responseBody='signature_invalid', message='FORBIDDEN']",
            "DeviceEnrollmentProgramException[responseCode=403, responseBody='FORBIDDEN', message='x']",
            "DeviceEnrollmentProgramException[responseCode=403, responseBody='SOMETHING', message='The DEP service reported an error']",
            "DeviceEnrollmentProgramException[responseCode=503, message='x']",
            "403: The organization has not accepted latest Terms",
            "403: SERVER_INACTIVE",
            "403: ACCESS_DENIED",
            "Cannot create a connection for an expired token",
            "400 response from Device Enrollment Program indicating one of the following:",
            "javax.net.ssl.SSLHandshakeException: Received fatal alert: decode_error",
            "Error parsing service token",
            "The server has revoked the sToken",
            "Client context for admin account doesn't match",
            EXCEPTION + ": The DEP service reported that invalid options were submitted",
            "no luck",
            "a b c d",
            "one thing\nand another",
            "deep below",
            "nicht gültig",
            "saved",
            "[ntInstanceSyncCommService] - token_rejected",
            "2026-11-24 22:32:43,697 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - 403: ACCESS_DENIED");

    private static final List<String> DATES = List.of(
            "yyyy-MM-dd HH:mm:ss,SSS",
            "yyyy-MM-dd'T'HH:mm:ss,SSS",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd HH:mm:ss.SSS'Z'",
            "yyyy-MM-dd HH:mm:ss,SSS +01:00",
            "yyyy-MM-dd HH:mm:ss,SSS 'CEST'",
            "yyyy/MM/dd HH:mm:ss:SSS",
            "yyyy.MM.dd HH:mm:ss",
            "dd.MM.yyyy HH:mm:ss,SSS",
            "'['yyyy-MM-dd HH:mm:ss,SSS']'",
            "'('dd.MM.yyyy'T'HH:mm:ss",
            "MM/dd/yyyy HH:mm:ss,SSS");

    private final Random random;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private LocalDateTime now;

    GeneratedLog(long seed) {
        this.random = new Random(seed);
        this.now = LocalDateTime.parse("2026-11-24T22:32:43");
    }

    byte[] bytes() {
        if (random.nextBoolean()) {
            add("\tat the.rest.of.a.record(DeviceEnrollmentInstanceSyncCommService.java:3)");
            add("403: ACCESS_DENIED");
        }
        int undated = random.nextInt(6) == 0 ? random.nextInt(60) : 0;
        for (int line = 0; line < undated; line++) {
            add("12:%02d:10 [%s] - %s".formatted(line, oneOf(List.of("ntInstanceSyncCommService", "Api")), message()));
        }
        while (bytes.size() < LENGTH) {
            addSomething();
        }
        byte[] all = bytes.toByteArray();
        damage(all);
        return random.nextBoolean() ? all : Arrays.copyOf(all, all.length - 1 - random.nextInt(30));
    }

    private void addSomething() {
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5, 6 -> add(header() + message());
            case 7, 8, 9 -> add(header("PolicyHelper") + "saved " + random.nextInt());
            case 10 -> add("\tat some.frame(DeviceEnrollmentInstanceSyncCommService.java:3)\rwith a carriage return");
            case 11 -> add(message());
            case 12 ->
                add("Caused by: " + oneOf(List.of("java.net.SocketTimeoutException: x", EXCEPTION + ": x", message())));
            case 13 -> addRubbish();
            case 14 -> {
                bytes.writeBytes(new byte[random.nextInt(50)]);
                add(random.nextBoolean() ? header() + message() : "");
            }
            case 15 -> add("12:01:10 [ntInstanceSyncCommService] - " + message());
            case 16 -> add("2026-13-45 22:32:43,697 [ERROR] [x] [Api] - no luck");
            case 17 -> add(header().substring(0, 19 + random.nextInt(8)));
            case 18 -> add("");
            case 19, 20 -> addOrdinary();
            default -> addLarge();
        }
    }

    private void addOrdinary() {
        for (int record = random.nextInt(100); record > 0; record--) {
            add(header("PolicyHelper") + "Policy was saved, " + record);
        }
    }

    /** Seldom, because one of these is as long as all the rest. */
    private void addLarge() {
        switch (random.nextInt(40)) {
            case 0 -> add(header() + "é".repeat(random.nextInt(70_000)) + message());
            case 1 -> add(header() + message() + " x".repeat(random.nextInt(70_000)));
            case 2 -> add("y".repeat(random.nextInt(200_000)) + message());
            case 3 -> {
                add(header() + "a long stack trace");
                for (int frame = random.nextInt(5000); frame > 0; frame--) {
                    add("\tat some.frame.of.some.Class.in.a.long.stack.trace(Class.java:" + frame + ")");
                }
                add("Caused by: " + message());
                add(message());
            }
            case 4 -> bytes.writeBytes(new byte[random.nextInt(200_000)]);
            case 5 -> addRubbish();
            default -> add(header() + message());
        }
    }

    private void addRubbish() {
        random.ints(random.nextInt(300), 0, 256).forEach(bytes::write);
        add("");
    }

    /** Changes a few bytes, as in a damaged file or a name with odd letters. */
    private void damage(byte[] all) {
        byte[] odd = {'\n', 0, ' ', (byte) 0xc3, (byte) 0xff, '-', 'T', '0', '[', '.'};
        for (int count = random.nextInt(400); count > 0; count--) {
            all[random.nextInt(all.length)] = odd[random.nextInt(odd.length)];
        }
    }

    private String header() {
        return header(oneOf(CLASSES));
    }

    private String header(String className) {
        String date = date();
        String printed = LogRecord.ClassField.printed(className);
        String level = oneOf(List.of("ERROR", "INFO", "WARN", "DEBUG"));
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> String.format(Locale.ROOT, "%s [%-5s] [duledPool-8] [%-25s] - ", date, level, printed);
            case 4 -> String.format(Locale.ROOT, "%s %-5s %s: - ", date, level, className);
            case 5 -> date + " | " + level + " | " + className + " | main | ";
            case 6 -> date + " (" + className + ":123) " + level + " - ";
            default -> date + " [main] " + level + " " + className + ": ";
        };
    }

    private String date() {
        int step = random.nextInt(60);
        now = step == 0
                ? now.minusHours(random.nextInt(4))
                : step < 4 ? now.minusSeconds(random.nextInt(8)) : now.plusSeconds(random.nextInt(40));
        String format = random.nextInt(10) == 0 ? oneOf(DATES) : DATES.get(random.nextInt(2));
        return DateTimeFormatter.ofPattern(format, Locale.ROOT).format(now);
    }

    private String message() {
        String message = oneOf(MESSAGES);
        return switch (random.nextInt(12)) {
            case 0 -> message.substring(random.nextInt(message.length()));
            case 1 -> "User 'x': " + message;
            case 2 -> message + "\n\tat some.Frame\nCaused by: " + oneOf(MESSAGES);
            case 3 -> "something\n" + message;
            default -> message;
        };
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private void add(String line) {
        bytes.writeBytes((random.nextInt(50) == 0 ? "\uFEFF" : "").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes((random.nextInt(6) == 0 ? "\r\n" : "\n").getBytes(StandardCharsets.UTF_8));
    }
}
