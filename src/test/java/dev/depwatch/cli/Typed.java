package dev.depwatch.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.depwatch.text.TimeFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a command answered and printed; its standard output is no terminal. */
record Typed(int code, String out, String err) {
    static Typed command(InstantSource clock, String command, Path configuration, String... arguments) {
        return command(process(clock, Map.of(), false), command, configuration, arguments);
    }

    /** A process at a time, with its standard input empty. */
    static Surroundings process(InstantSource clock, Map<String, String> environment, boolean isRoot) {
        return new Surroundings(
                InputStream.nullInputStream(), environment, isRoot, clock, new TimeFormat(ZoneOffset.UTC), false);
    }

    static Typed command(Surroundings process, String command, Path configuration, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, "--config", configuration.toString()));
        line.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Depwatch.commandLine(process)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.toArray(String[]::new));
        return new Typed(code, out.toString(), err.toString());
    }

    String all() {
        return out + err;
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    /** As one line, wherever it was wrapped. */
    String text() {
        return out.replaceAll("\\s+", " ");
    }
}
