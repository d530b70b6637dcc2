import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Writes logs in Jamf Pro's layout with a known number of failures of each cause. Run it as a source file; without
 * arguments it prints its usage.
 *
 * <p>The failures and the messages between them are published ones (see docs/signatures.md). Names and numbers in them
 * are invented, and so are levels and threads that no source shows. Only the failure lines contain "An error occurred
 * during oauth token refresh".
 */
final class LogWriter {
    private static final String USAGE =
            """
            java LogWriter.java log FILE MEGABYTES
                writes one log, dated last month, and prints what is in it: a cause and its number a line, then all
            java LogWriter.java feed FILE MEGABYTES MEGABYTES_PER_SECOND
                appends to a log at this rate, dated now, and prints the same
            java LogWriter.java folders FOLDER LOGS
                makes FOLDER/web1/JAMFSoftwareServer.log and so on, each of 500 records
            java LogWriter.java live FOLDER LOGS RECORDS_PER_SECOND SECONDS
                appends one record after the other to these logs in turn, each with a write of its own as log4j does
            """;

    private static final String NAME = "JAMFSoftwareServer.log";
    private static final int RECORDS_BETWEEN_FAILURES = 5_000;
    private static final int RECORDS_BETWEEN_STACK_TRACES = 100;
    /** Quotes a failure, but is none. */
    private static final String DECOY =
            " [INFO ] [duledPool-3] [PolicyHelper             ] - Policy T_C_NOT_SIGNED saved";
    private static final int FRAMES = 30;

    private static final String FAILING = " [ERROR] [duledPool-8] [ntInstanceSyncCommService] - ";
    private static final List<Failure> FAILURES = List.of(
            new Failure("forbidden", "[responseCode=403, responseBody='FORBIDDEN', message='%s']"),
            new Failure("oauth_refresh_failed", ": %s"),
            new Failure("terms_not_signed", "[responseCode=403, responseBody='T_C_NOT_SIGNED', message='%s']"),
            new Failure("token_rejected", "[responseCode=403, responseBody='token_rejectedForbidden', message='%s']"));

    private static final List<String> ORDINARY = List.of(
            " [INFO ] [Tomcat-51%d ] [failed                   ] - username=CasperAPIUsername, status=Successful Login,"
                    + " ipAddress=192.0.2.17, entryPoint=JSS (API)",
            " [INFO ] [neralPool-%d] [rentProfileCleanupMonitor] - Running parent profile cleanup",
            " [WARN ] [neralPool-%d] [PushQueueManager         ] - Unable to flush connection"
                    + " com.jamfsoftware.jss.pushnotification.connections.JAMFPushProxyConnection",
            " [ERROR] [lina-exec-%d] [AppleMDMCapableService   ] - Incorrect result size: expected 1, actual 0",
            " [ERROR] [lina-exec-%d] [GetBootstrapToken        ] - Computer ComputerShell [ID=%d, Name=mac-%d] requested"
                    + " Bootstrap token but no token was found",
            " [WARN ] [erverThread] [AdvancedSearchHelper     ] - Unable to match recon field Enrolled via DEP",
            " [INFO ] [neralPool-%d] [VppEmailMonitor          ] - Email monitor completed after %d.21 seconds",
            " [ERROR] [lina-exec-%d] [SWIDFactory              ] - Error parsing message");

    private record Failure(String cause, String text) {
        String line() {
            String exception = text.startsWith(":")
                    ? "com.jamfsoftware.jss.objects.streamlinedenrollment.service.DeviceEnrollmentProgramException"
                    : "DeviceEnrollmentProgramException";
            return FAILING + exception + text.formatted("An error occurred during oauth token refresh");
        }
    }

    private final Random random = new Random(1);
    private final DateTimeFormatter seconds = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private final List<String> failures = FAILURES.stream().map(Failure::line).toList();
    /** How many records differ in thread numbers and the like; then they repeat. */
    private final List<String> ordinary = new ArrayList<>();

    private final String stackTrace = "\njava.lang.NullPointerException"
            + "\n\tat com.jamfsoftware.vpp.comm.VppCommService.registerNewUser(VppCommService.java:318)".repeat(FRAMES);
    private final Map<String, Long> truth = new TreeMap<>();
    private final StringBuilder text = new StringBuilder();
    private long records;
    private long bytes;
    private long second = -1;
    private String secondShown = "";

    private LogWriter() {
        for (int number = 0; number < 512; number++) {
            ordinary.add(ORDINARY.get(random.nextInt(ORDINARY.size())).formatted(number % 10, number, number));
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String what = arguments.length == 0 ? "" : arguments[0];
        if (what.equals("log") && arguments.length == 3) {
            new LogWriter().log(Path.of(arguments[1]), Long.parseLong(arguments[2]) * 1_000_000);
        } else if (what.equals("feed") && arguments.length == 4) {
            long megabytes = Long.parseLong(arguments[2]);
            new LogWriter().feed(Path.of(arguments[1]), megabytes * 1_000_000, Integer.parseInt(arguments[3]));
        } else if (what.equals("folders") && arguments.length == 3) {
            new LogWriter().folders(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        } else if (what.equals("live") && arguments.length == 5) {
            new LogWriter()
                    .live(
                            Path.of(arguments[1]),
                            Integer.parseInt(arguments[2]),
                            Integer.parseInt(arguments[3]),
                            Integer.parseInt(arguments[4]));
        } else {
            System.err.print(USAGE);
            System.exit(2);
        }
    }

    private void log(Path file, long size) throws IOException {
        long from = Instant.now().minusSeconds(30 * 86_400).toEpochMilli();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            while (bytes < size) {
                out.write(record(from + 5 * records));
            }
        }
        printTruth();
    }

    private void feed(Path file, long size, int megabytesPerSecond) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(file.toFile(), true), 1 << 16)) {
            while (bytes < size) {
                out.write(record(System.currentTimeMillis()));
                long due = start + bytes * 1_000 / megabytesPerSecond;
                if (due - System.nanoTime() > 10_000_000) {
                    Thread.sleep(10);
                }
            }
        }
        printTruth();
    }

    private void folders(Path folder, int logs) throws IOException {
        for (int number = 1; number <= logs; number++) {
            Path own = Files.createDirectories(folder.resolve("web" + number));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(own.resolve(NAME)))) {
                for (int record = 0; record < 500; record++) {
                    out.write(record(System.currentTimeMillis()));
                }
            }
        }
    }

    private void live(Path folder, int logs, int recordsPerSecond, int lasting)
            throws IOException, InterruptedException {
        List<OutputStream> open = new ArrayList<>();
        for (int number = 1; number <= logs; number++) {
            open.add(new FileOutputStream(folder.resolve("web" + number).resolve(NAME).toFile(), true));
        }
        long start = System.nanoTime();
        long total = (long) recordsPerSecond * lasting;
        for (long written = 0; written < total; written++) {
            long due = start + written * 1_000_000_000 / recordsPerSecond;
            long early = due - System.nanoTime();
            if (early > 0) {
                Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
            }
            open.get((int) (written % logs)).write(record(System.currentTimeMillis()));
        }
        for (OutputStream out : open) {
            out.close();
        }
    }

    private byte[] record(long at) {
        records++;
        text.setLength(0);
        if (at / 1_000 != second) {
            second = at / 1_000;
            secondShown = seconds.format(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC));
        }
        int millis = (int) (at % 1_000);
        text.append(secondShown).append(',');
        text.append((char) ('0' + millis / 100)).append((char) ('0' + millis / 10 % 10));
        text.append((char) ('0' + millis % 10));
        if (records % RECORDS_BETWEEN_FAILURES == 0) {
            int failure = random.nextInt(failures.size());
            truth.merge(FAILURES.get(failure).cause(), 1L, Long::sum);
            text.append(failures.get(failure));
        } else if (records % RECORDS_BETWEEN_FAILURES == RECORDS_BETWEEN_FAILURES / 2) {
            text.append(DECOY);
        } else {
            text.append(ordinary.get(random.nextInt(ordinary.size())));
            text.append(records % RECORDS_BETWEEN_STACK_TRACES == 0 ? stackTrace : "");
        }
        byte[] line = text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
        bytes += line.length;
        return line;
    }

    private void printTruth() {
        truth.forEach((cause, number) -> System.out.println(cause + " " + number));
        System.out.println("all " + truth.values().stream().mapToLong(number -> number).sum());
    }
}
