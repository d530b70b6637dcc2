package dev.depwatch.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.commons.io.output.ProxyOutputStream;

/** Remembers why standard output did not take everything, which a print writer keeps to itself. */
final class StandardOutput extends ProxyOutputStream {
    private final boolean isFile;
    private Optional<String> fault = Optional.empty();

    /** @param isFile whether it is a file; otherwise its reader may leave when it has seen enough, as {@code head} does */
    StandardOutput(OutputStream out, boolean isFile) {
        super(out);
        this.isFile = isFile;
    }

    @Override
    protected void handleIOException(IOException e) throws IOException {
        fault = Optional.of(String.valueOf(e.getMessage()));
        throw e;
    }

    /** Why the file is not complete; empty if it is. */
    Optional<String> incomplete() {
        return fault.filter(why -> isFile);
    }
}
