#pragma once

// The shapes of unquoted words that YAML 1.1 takes for numbers and dates: PyYAML's own expressions,
// by hand, since g++ 12 warns inside std::regex when built with AddressSanitizer. Pure.

#include <string_view>

namespace dsgw {

/// [-+]?0b[0-1_]+ | [-+]?0[0-7_]+ | [-+]?(?:0|[1-9][0-9_]*) | [-+]?0x[0-9a-fA-F_]+
/// | [-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+
[[nodiscard]] bool is_yaml_integer(std::string_view word);

/// [-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)? | \.[0-9][0-9_]*(?:[eE][-+][0-9]+)?
/// | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]* | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
[[nodiscard]] bool is_yaml_float(std::string_view word);

/// [0-9]{4}-[0-9]{2}-[0-9]{2} | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}
/// :[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?
[[nodiscard]] bool is_yaml_timestamp(std::string_view word);

}  // namespace dsgw
