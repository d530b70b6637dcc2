package dev.depwatch.cli;

import dev.depwatch.systemd.JournalStream;
import java.io.IOException;
import java.io.Writer;

/** Writes lines with their priority before them, for the journal. */
final class JournalWriter extends Writer {
    private final Writer journal;
    private final StringBuilder line = new StringBuilder();

    JournalWriter(Writer journal) {
        this.journal = journal;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        for (int index = from; index < from + length; index++) {
            if (text[index] == '\n') {
                endLine();
            } else {
                line.append(text[index]);
            }
        }
    }

    private void endLine() throws IOException {
        journal.write(JournalStream.line(line.toString()) + "\n");
        line.setLength(0);
    }

    @Override
    public void flush() throws IOException {
        journal.flush();
    }

    @Override
    public void close() throws IOException {
        if (line.length() > 0) {
            endLine();
        }
        journal.close();
    }
}
