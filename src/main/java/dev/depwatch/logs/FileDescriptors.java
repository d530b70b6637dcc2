package dev.depwatch.logs;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Whether the process may open enough files. At its limit depwatch can open no rotated log, save no state and reach no
 * receiver, and each of them reports only its own failure.
 */
public final class FileDescriptors {
    /** A save, a page, and a request to each of a few servers at the same time. */
    private static final int RESERVE = 16;

    private static final String TOO_MANY_OPEN = "Too many open files";

    private FileDescriptors() {}

    /** Whether there were none left: EMFILE or ENFILE, which Java shows in the message alone. */
    static boolean areMissing(IOException e) {
        return String.valueOf(e.getMessage()).contains(TOO_MANY_OPEN);
    }

    /** What is wrong now and what to do, as a sentence; empty if nothing is. */
    public static Optional<String> trouble() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? trouble(open(system), system.getMaxFileDescriptorCount())
                : Optional.empty();
    }

    /** At the limit Java cannot count them either, since that takes one. */
    private static long open(UnixOperatingSystemMXBean system) {
        try {
            long open = system.getOpenFileDescriptorCount();
            return open < 0 ? system.getMaxFileDescriptorCount() : open;
        } catch (InternalError ignored) {
            return system.getMaxFileDescriptorCount();
        }
    }

    static Optional<String> trouble(long open, long limit) {
        return limit - open >= RESERVE
                ? Optional.empty()
                : Optional.of(open + " of " + limit + " file descriptors are in use, so depwatch may not open the next"
                        + " log or connection: raise the limit (LimitNOFILE of the service, or ulimit -n) and restart"
                        + " depwatch. Each log takes up to two, everything else about a hundred");
    }
}
