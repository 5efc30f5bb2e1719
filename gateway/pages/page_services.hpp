#pragma once

// The services of its thread that a page needs.

#include "gateway/net/wire.hpp"
#include "gateway/observe/audit_log.hpp"
#include "gateway/request/log_outs.hpp"
#include "gateway/request/password_check.hpp"
#include "gateway/request/root_link.hpp"
#include "gateway/secret_service/secrets_service.hpp"
#include "gateway/upstream/upstream_pool.hpp"

namespace dsgw {

struct page_services
{
    password_checker passwords;
    log_outs& revocations;
    audit_log& audit;
    root_link* root;           ///< null without --root
    secrets_service* secrets;  ///< null without a store
    upstream_pool& upstreams;
    steady_clock::time_point started;  ///< the process
};

}  // namespace dsgw
