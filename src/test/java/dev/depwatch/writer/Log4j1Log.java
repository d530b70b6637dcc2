package dev.depwatch.writer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.log4j.Hierarchy;
import org.apache.log4j.Level;
import org.apache.log4j.PatternLayout;
import org.apache.log4j.RollingFileAppender;
import org.apache.log4j.spi.RootLogger;

/** Written by log4j 1 as Jamf Pro until 10.30 configures it. */
public final class Log4j1Log implements RotatingLog {
    /** As shipped, in log4j.properties of JSS 9.96. */
    public static final String SHIPPED_PATTERN = "%d{ISO8601} [%-5p] [%-11.11t] [%-25.25c{1}] - %m%n";

    private final Hierarchy loggers = new Hierarchy(new RootLogger(Level.INFO));
    private final CountingAppender appender;
    private final boolean buffered;

    private static final class CountingAppender extends RollingFileAppender {
        private long rotations;

        @Override
        public void rollOver() {
            super.rollOver();
            rotations++;
        }

        void flush() {
            qw.flush();
        }
    }

    /**
     * Begins to write.
     *
     * @param bufferBytes after how many bytes it is flushed, in the middle of a line or not; 0: after each record
     */
    public Log4j1Log(Path file, long maxBytes, int backups, int bufferBytes) {
        appender = new CountingAppender();
        buffered = bufferBytes > 0;
        appender.setName("JAMF");
        appender.setFile(file.toString());
        appender.setMaximumFileSize(maxBytes);
        appender.setMaxBackupIndex(backups);
        appender.setLayout(new PatternLayout(SHIPPED_PATTERN));
        appender.setEncoding("UTF-8");
        if (buffered) {
            appender.setBufferedIO(true);
            appender.setBufferSize(bufferBytes);
        }
        appender.activateOptions();
        loggers.getRootLogger().addAppender(appender);
    }

    /** A buffer, and the encoder's of 8 KiB behind it, hide how full the file is. */
    @Override
    public boolean isRotating() {
        return buffered;
    }

    @Override
    public void write(String level, String className, String text, Optional<Exception> thrown) {
        loggers.getLogger(className).log(Level.toLevel(level), text, thrown.orElse(null));
    }

    @Override
    public void flush() throws IOException {
        appender.flush();
    }

    @Override
    public long rotations() {
        return appender.rotations;
    }

    @Override
    public void close() {
        loggers.shutdown();
    }
}
