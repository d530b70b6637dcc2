package dev.depwatch.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.time.InstantSource;

/**
 * What a command has from the process that runs it.
 *
 * @param in standard input
 * @param times how times are printed where no configuration is read
 * @param showProgress whether standard error is a terminal
 */
record Surroundings(InputStream in, InstantSource clock, ZonedTimes times, boolean showProgress) {
    static Surroundings ofThisProcess() {
        return new Surroundings(
                // System.in reads in small pieces.
                new FileInputStream(FileDescriptor.in),
                InstantSource.system(),
                ZonedTimes.ofThisHost(),
                Screen.standardErrorIsTerminal());
    }
}
