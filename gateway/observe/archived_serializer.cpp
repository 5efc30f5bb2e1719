// Replaces the part of prometheus-cpp that metrics.cpp uses, for a statically linked program:
// Debian has no static library of it. Writes the same text for counters, gauges and histograms.
// @source https://prometheus.io/docs/instrumenting/exposition_formats/, prometheus-cpp 1.0.1

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <cmath>
#include <iomanip>
#include <limits>
#include <locale>
#include <sstream>

namespace prometheus {

namespace {

using label_list = std::vector<ClientMetric::Label>;

std::string as_text(double value)
{
    if (std::isnan(value)) return "Nan";
    if (std::isinf(value)) return value < 0 ? "-Inf" : "+Inf";
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text << std::setprecision(std::numeric_limits<double>::max_digits10 - 1) << value;
    return text.str();
}

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

void write_sample(
    std::ostream& out, const std::string& name, const label_list& labels, const std::string& value
)
{
    out << name;
    char before = '{';
    for (const auto& label : labels) {
        out << before << label.name << "=\"" << escaped(label.value) << '"';
        before = ',';
    }
    out << (labels.empty() ? " " : "} ") << value << '\n';
}

void write_histogram(std::ostream& out, const std::string& name, const ClientMetric& metric)
{
    const auto& histogram = metric.histogram;
    write_sample(out, name + "_count", metric.label, std::to_string(histogram.sample_count));
    write_sample(out, name + "_sum", metric.label, as_text(histogram.sample_sum));
    for (const auto& bucket : histogram.bucket) {
        auto labels = metric.label;
        labels.push_back({"le", as_text(bucket.upper_bound)});
        write_sample(out, name + "_bucket", labels, std::to_string(bucket.cumulative_count));
    }
}

const char* name_of(MetricType type)
{
    switch (type) {
        case MetricType::Counter:
            return "counter";
        case MetricType::Gauge:
            return "gauge";
        case MetricType::Histogram:
            return "histogram";
        default:
            return "untyped";
    }
}

}  // namespace

std::string Serializer::Serialize(const std::vector<MetricFamily>& families) const
{
    std::ostringstream out;
    Serialize(out, families);
    return out.str();
}

void TextSerializer::Serialize(std::ostream& out, const std::vector<MetricFamily>& families) const
{
    for (const auto& family : families) {
        if (!family.help.empty()) out << "# HELP " << family.name << ' ' << family.help << '\n';
        out << "# TYPE " << family.name << ' ' << name_of(family.type) << '\n';
        for (const auto& metric : family.metric) {
            if (family.type == MetricType::Histogram)
                write_histogram(out, family.name, metric);
            else
                write_sample(
                    out, family.name, metric.label,
                    as_text(
                        family.type == MetricType::Counter ? metric.counter.value
                                                           : metric.gauge.value
                    )
                );
        }
    }
}

}  // namespace prometheus
