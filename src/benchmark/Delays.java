import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Measures the time from a failure in a log to the metric that counts it. Writes one failure after another, at random
 * times between two polls, and scrapes every 5 ms.
 *
 * <p>{@code java Delays.java NAME FILE METRIC_PREFIX METRICS_ADDRESS NUMBER last|followed}; with {@code followed}, each
 * write also contains another record after the failure.
 */
final class Delays {
    private static final String FAILURE = " [ERROR] [duledPool-8] [ntInstanceSyncCommService] - com.jamfsoftware.jss.objects"
            + ".streamlinedenrollment.service.DeviceEnrollmentProgramException: An error occurred during oauth token"
            + " refresh\n";
    private static final String ANOTHER = " [INFO ] [neralPool-0] [rentProfileCleanupMonitor] - Running parent profile cleanup\n";
    private static final long SECOND = 1_000_000_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest scrape;
    private final String prefix;

    private Delays(String prefix, String address) {
        this.prefix = prefix;
        this.scrape = HttpRequest.newBuilder(URI.create(address)).build();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Delays delays = new Delays(arguments[2], arguments[3]);
        double[] measured =
                delays.measure(arguments[1], Integer.parseInt(arguments[4]), arguments[5].equals("followed"));
        Arrays.sort(measured);
        System.out.printf(
                Locale.ROOT,
                "%-32s p50 %4.0f ms, p99 %4.0f ms, most %4.0f ms, of %d%n",
                arguments[0],
                measured[measured.length / 2],
                measured[Math.max(0, (int) Math.ceil(measured.length * 0.99) - 1)],
                measured[measured.length - 1],
                measured.length);
    }

    private double[] measure(String file, int number, boolean followed) throws IOException, InterruptedException {
        Random random = new Random(1);
        DateTimeFormatter time = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss,SSS", Locale.ROOT);
        double[] delays = new double[number];
        try (FileOutputStream log = new FileOutputStream(file, true)) {
            for (int sample = 0; sample < number; sample++) {
                Thread.sleep(700 + random.nextInt(500));
                double before = counted();
                String now = time.format(LocalDateTime.now(ZoneOffset.UTC));
                log.write((now + FAILURE + (followed ? now + ANOTHER : "")).getBytes(StandardCharsets.US_ASCII));
                long written = System.nanoTime();
                while (counted() <= before) {
                    if (System.nanoTime() - written > 30 * SECOND) {
                        throw new IOException("a failure written to " + file + " was not counted within 30 s");
                    }
                    Thread.sleep(5);
                }
                delays[sample] = (System.nanoTime() - written) / 1e6;
            }
        }
        return delays;
    }

    private double counted() throws IOException, InterruptedException {
        return client.send(scrape, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
