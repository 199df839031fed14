package hearth.runtime.config;

import java.util.List;

/**
 * The figures for Prometheus on a listener.
 *
 * @param readers the addresses that may read them
 * @param token that they must show; null where none is asked for
 * @param names by which the machine may be called, besides those that it has in a home
 */
public record MetricsSettings(SourceAddresses readers, Secret token, List<String> names) {}
