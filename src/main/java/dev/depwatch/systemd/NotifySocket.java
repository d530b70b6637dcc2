package dev.depwatch.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The notification socket of systemd.
 *
 * @param program {@code systemd-notify}, which waits until systemd has read the message: systemd cannot assign a
 *     message to this service if its sender has already ended
 * @param watchdog the period within which systemd expects a sign of life; empty if it expects none
 */
public record NotifySocket(String program, Optional<Duration> watchdog) {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final Pattern MICROS = Pattern.compile("[1-9][0-9]{0,15}");

    /**
     * Reads the environment of a service: {@code sd_notify(3)} and {@code sd_watchdog_enabled(3)}.
     *
     * @return empty if systemd expects no notifications
     */
    public static Optional<NotifySocket> in(Map<String, String> environment) {
        if (environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> watchdog = Optional.ofNullable(environment.get("WATCHDOG_USEC"))
                .filter(micros -> MICROS.matcher(micros).matches())
                .map(micros -> Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
        return Optional.of(new NotifySocket("systemd-notify", watchdog));
    }

    /**
     * Sends what {@code sd_notify(3)} calls assignments, such as {@code READY=1}, in one message.
     *
     * @throws IOException if sending failed, with a sentence for the administrator
     */
    void send(List<String> assignments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of(program), assignments.stream()).toList();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(program + ", a part of systemd, cannot be run: " + e.getMessage(), e);
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(program + " has not ended within " + WITHIN.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(program + " ended with " + process.exitValue());
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
