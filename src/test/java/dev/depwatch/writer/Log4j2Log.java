package dev.depwatch.writer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.RolloverListener;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Written by log4j2, as Jamf Pro since 10.31 does; its shipped names and sizes are not published. */
public final class Log4j2Log implements RotatingLog {
    private static final int DEFAULT_BUFFER = 8192;

    private final LoggerContext context;
    private final RollingFileAppender appender;
    private final AtomicLong rotations = new AtomicLong();

    /**
     * Begins to write.
     *
     * @param fileIndex {@code min}: number 1 is the newest, as in log4j 1; {@code max}: number 1 is the oldest
     * @param backupName with {@code %i} for the number; one that ends in {@code .gz} is gzipped by a thread of log4j2's
     * @param bufferBytes as {@link Log4j1Log} has it
     */
    public Log4j2Log(Path file, long maxBytes, int backups, int bufferBytes, String fileIndex, String backupName) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setShutdownHook("disable");
        builder.add(builder.newAppender("JAMF", "RollingFile")
                .addAttribute("fileName", file.toString())
                .addAttribute("filePattern", file.resolveSibling(backupName).toString())
                .addAttribute("immediateFlush", bufferBytes == 0)
                .addAttribute("bufferSize", bufferBytes == 0 ? DEFAULT_BUFFER : bufferBytes)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", Log4j1Log.SHIPPED_PATTERN))
                .addComponent(builder.newComponent("SizeBasedTriggeringPolicy").addAttribute("size", maxBytes + " B"))
                .addComponent(builder.newComponent("DefaultRolloverStrategy")
                        .addAttribute("fileIndex", fileIndex)
                        .addAttribute("max", backups)));
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("JAMF")));
        context = new LoggerContext(file.toString());
        context.start(builder.build(false));
        appender = context.getConfiguration().getAppender("JAMF");
        appender.getManager().addRolloverListener(new RolloverListener() {
            @Override
            public void rolloverTriggered(String rotated) {
                rotations.incrementAndGet();
            }

            @Override
            public void rolloverComplete(String rotated) {}
        });
    }

    @Override
    public void write(String level, String className, String text, Optional<Exception> thrown) {
        context.getLogger(className).log(Level.toLevel(level), text, thrown.orElse(null));
    }

    @Override
    public void flush() {
        appender.getManager().flush();
    }

    @Override
    public long rotations() {
        return rotations.get();
    }

    @Override
    public void close() {
        context.close();
    }
}
