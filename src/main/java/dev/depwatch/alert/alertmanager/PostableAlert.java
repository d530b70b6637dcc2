package dev.depwatch.alert.alertmanager;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * An alert as Alertmanager's API v2 takes it ({@code postableAlert} in its api/v2/openapi.yaml).
 *
 * @param startsAt RFC 3339, as {@code endsAt}, which is never before it
 * @param generatorURL left out if it is ""
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record PostableAlert(
        Map<String, String> labels,
        Map<String, String> annotations,
        String startsAt,
        String endsAt,
        String generatorURL) {}
