package dev.depwatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.depwatch.systemd.JournalStream;

/**
 * Where depwatch's own log goes, and in which form. Logback finds this class by its service file at the first log line.
 * It is code because the same as XML loads 500 more classes. A file named by {@code -Dlogback.configurationFile} has
 * precedence.
 */
public final class LogOutput extends ContextAwareBase implements Configurator {
    /** The property with the lowest level that depwatch logs. */
    static final String LEVEL = "depwatch.log.level";

    /** The property with the form of a line, instead of {@link #PATTERN_OF_A_TERMINAL}. */
    static final String PATTERN = "depwatch.log.pattern";

    /** Each event is one line: the name of a file may contain a line end or a control character. */
    static final String PATTERN_OF_A_TERMINAL =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: " + JournalStream.oneLine("%msg") + "%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        // UTF-8 whatever the locale is, as the journal has it.
        encoder.setCharset(UTF_8);
        encoder.setPattern(System.getProperty(PATTERN, PATTERN_OF_A_TERMINAL));
        encoder.start();
        ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
        standardError.setContext(context);
        // Standard output is for results: tables, JSON, the console receiver.
        standardError.setTarget(ConsoleTarget.SystemErr.getName());
        standardError.setEncoder(encoder);
        standardError.start();

        // Libraries log what is wrong; depwatch also logs what happens.
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(standardError);
        context.getLogger("dev.depwatch").setLevel(Level.toLevel(System.getProperty(LEVEL), Level.INFO));
        // The JDK's HTTP server logs every client that disconnects.
        context.getLogger("com.sun.net.httpserver").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
