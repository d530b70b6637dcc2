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

/** What a command answered and printed; its standard output is no terminal. */
record Typed(int code, String out, String err) {
    /** A process at a time, with its standard input empty. */
    static Surroundings process(InstantSource clock) {
        return new Surroundings(InputStream.nullInputStream(), clock, new TimeFormat(ZoneOffset.UTC), false);
    }

    static Typed command(Object command, Path configuration, String... arguments) {
        List<String> line = new ArrayList<>(List.of("tried", "--config", configuration.toString()));
        line.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Depwatch.commandLine()
                .addSubcommand("tried", command)
                .setCaseInsensitiveEnumValuesAllowed(true)
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
