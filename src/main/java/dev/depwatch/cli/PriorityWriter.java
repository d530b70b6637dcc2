package dev.depwatch.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.function.UnaryOperator;

/** Writes each line for the journal, with its priority first. */
final class PriorityWriter extends Writer {
    private final Writer journal;
    private final UnaryOperator<String> withPriority;
    private final StringBuilder line = new StringBuilder();

    PriorityWriter(Writer journal, UnaryOperator<String> withPriority) {
        this.journal = journal;
        this.withPriority = withPriority;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        for (int index = from; index < from + length; index++) {
            if (text[index] == '\n') {
                journal.write(withPriority.apply(line.toString()) + "\n");
                line.setLength(0);
            } else {
                line.append(text[index]);
            }
        }
    }

    @Override
    public void flush() throws IOException {
        journal.flush();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
