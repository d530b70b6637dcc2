package dev.depwatch.daemon;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.alert.AlertsConfig;
import dev.depwatch.assess.Ignore;
import dev.depwatch.assess.IgnoreConfig;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who is told what, and when.
 *
 * @param rules the same for all receivers
 * @param timeZone in which texts say times, and in which a day that is ignored ends
 * @param receivers names are unique; none: metrics and pages tell
 */
public record AlertsSettings(
        @JsonUnwrapped AlertsConfig rules,
        @JsonProperty(defaultValue = "host") ZoneId timeZone,
        @JsonProperty(defaultValue = "[]") List<ReceiverSettings> receivers,
        @JsonProperty(defaultValue = "[]") List<IgnoreConfig> ignore)
        implements Checked {
    public AlertsSettings {
        receivers = List.copyOf(receivers);
        ignore = List.copyOf(ignore);
    }

    @Override
    public void check(Remarks remarks) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < receivers.size(); i++) {
            String name = receivers.get(i).name();
            if (!names.add(name)) {
                remarks.problem(
                        "receivers[" + i + "].name",
                        "\"" + name + "\" is the name of another receiver; expected one of its own");
            }
        }
    }

    /** What nobody is to be told of, those that are over included. */
    List<Ignore> ignores() {
        return ignore.stream().map(config -> config.ignore(timeZone)).toList();
    }
}
