#include "gateway/net/await_callback.hpp"

namespace dsgw {

task<auth::kdf_outcome> compute_hash(auth::kdf_pool& pool, auth::kdf_job job)
{
    return await_callback<auth::kdf_outcome>([&pool, job = std::move(job)](auto done) mutable {
        pool.submit(std::move(job), done);
    });
}

task<std::string> run_blocking(asio::thread_pool& where, std::function<std::string()> job)
{
    return await_callback<std::string>([&where, job = std::move(job)](auto done) mutable {
        asio::post(where, [job = std::move(job), done] { done(job()); });
    });
}

}  // namespace dsgw
