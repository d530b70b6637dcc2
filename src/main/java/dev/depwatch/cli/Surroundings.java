package dev.depwatch.cli;

import dev.depwatch.text.TimeFormat;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What a command has from the process that runs it.
 *
 * @param in standard input
 * @param times how times are printed where no configuration is read: in this host's zone. A command that reads one prints
 *     them in {@code alerts.timeZone}, as alerts and the page do.
 * @param showProgress whether standard error is a terminal
 */
record Surroundings(InputStream in, InstantSource clock, TimeFormat times, boolean showProgress) {
    static Surroundings ofThisProcess() {
        return new Surroundings(
                // System.in reads in small pieces.
                new FileInputStream(FileDescriptor.in),
                InstantSource.system(),
                new TimeFormat(ZoneId.systemDefault()),
                Screen.standardErrorIsTerminal());
    }
}
