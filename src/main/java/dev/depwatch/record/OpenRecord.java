package dev.depwatch.record;

import dev.depwatch.record.RecordAssembler.Completed;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/** A record that may still get further lines. */
final class OpenRecord {
    /** The causes in a stack trace decide what to do, so depwatch keeps them even at the end of a long one. */
    private static final String CAUSE = "Caused by:";

    private static final int MAX_CAUSES_BEYOND = 32;
    private static final int MAX_CAUSE_LENGTH = 256;

    private final Instant loggedAt;
    private final LocalDateTime date;
    private final Header header;
    private final String firstLine;
    private final StringBuilder continuation = new StringBuilder();
    private long end;
    private long length;
    private boolean cut;
    private int causesBeyond;

    OpenRecord(Instant loggedAt, LocalDateTime date, Header header, String line, long end) {
        this.loggedAt = loggedAt;
        this.date = date;
        this.header = header;
        this.firstLine = start(line, RecordAssembler.MAX_KEPT);
        this.end = end;
        this.length = line.length();
        this.cut = line.length() >= RecordAssembler.MAX_KEPT;
    }

    void add(String line, long lineEnd) {
        end = lineEnd;
        length += line.length();
        int room = RecordAssembler.MAX_KEPT - firstLine.length() - continuation.length() - 1;
        if (!cut && line.length() <= room) {
            append(line);
            return;
        }
        if (line.stripLeading().startsWith(CAUSE)) {
            if (causesBeyond < MAX_CAUSES_BEYOND) {
                append(start(line.stripLeading(), MAX_CAUSE_LENGTH));
                causesBeyond++;
            }
        } else if (!cut && room > 0) {
            append(start(line, room));
        }
        cut = true;
    }

    Completed complete() {
        LogRecord record = new LogRecord(
                loggedAt, date, header.layout(), header.classFields(), firstLine, continuation.toString(), cut);
        return new Completed(Optional.of(record), end, length);
    }

    private void append(String line) {
        if (continuation.length() > 0) {
            continuation.append('\n');
        }
        continuation.append(line);
    }

    /** The start of a text, without half a character at its end. */
    static String start(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }
}
