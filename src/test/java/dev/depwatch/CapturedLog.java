package dev.depwatch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * What a logger and those below it log until the end of a test. Tests that run side by side may each have one of the
 * same logger, or of one above.
 */
public final class CapturedLog implements AutoCloseable {
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // Otherwise its thread is the first one that asks for it.
            event.prepareForDeferredProcessing();
            super.append(event);
        }
    };
    private final Logger logger;

    /** @param name of a class or a package */
    public CapturedLog(String name, Level level) {
        appender.list = new CopyOnWriteArrayList<>();
        appender.start();
        logger = (Logger) LoggerFactory.getLogger(name);
        synchronized (CapturedLog.class) {
            logger.setLevel(level);
            logger.addAppender(appender);
        }
    }

    public List<ILoggingEvent> events() {
        return appender.list;
    }

    public List<String> messages() {
        return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Without those of the tests that run beside this one. */
    public List<String> messagesOfThisThread() {
        return events().stream()
                .filter(event ->
                        event.getThreadName().equals(Thread.currentThread().getName()))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        synchronized (CapturedLog.class) {
            logger.detachAppender(appender);
            if (!logger.iteratorForAppenders().hasNext()) {
                logger.setLevel(null);
            }
        }
    }
}
